package dev.carnet.mcp.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import dev.carnet.shared.startup.RefusedToStart;
import java.security.GeneralSecurityException;
import java.util.ServiceLoader;

/// Finds what data keys are wrapped with: the service's keyset, or a key service by its URI.
final class Wrappings {

    private Wrappings() {}

    /// The keyset's own keys: the primary one wraps, every one of them opens.
    static Wrapping ofKeyset(String json) throws GeneralSecurityException {
        KeysetHandle keyset =
                TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        return new Wrapping(
                keyset.getPrimitive(RegistryConfiguration.get(), Aead.class),
                Integer.toUnsignedString(keyset.getPrimary().getId()),
                false);
    }

    /// The key of that URI, by whichever client of Tink's is on the class path.
    static Wrapping ofService(String uri) {
        for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
            if (client.doesSupport(uri)) {
                return new Wrapping(aead(client, uri), uri, true);
            }
        }
        throw new RefusedToStart(
                "CARNET_MCP_VAULT_KMS="
                        + uri
                        + ": no client of Tink for such a key is on the class path");
    }

    private static Aead aead(KmsClient client, String uri) {
        try {
            return client.withDefaultCredentials().getAead(uri);
        } catch (GeneralSecurityException refused) {
            throw new RefusedToStart("CARNET_MCP_VAULT_KMS=" + uri + " cannot be used");
        }
    }
}
