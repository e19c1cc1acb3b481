package dev.carnet.mcp.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import dev.carnet.shared.secret.Keysets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// A key service in memory, found as Tink's own clients are.
public final class FakeKeyService implements KmsClient {

    static final String URI = "fake-kms://key";

    private static final String KEYSET = Keysets.freshSealer();

    static Wrapping wrapping() {
        return new KeyServices(Optional.empty()).key(URI);
    }

    @Override
    public boolean doesSupport(String uri) {
        return uri.startsWith("fake-kms://");
    }

    @Override
    public KmsClient withCredentials(String path) {
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        return Keysets.sealer(KEYSET).aead();
    }
}
