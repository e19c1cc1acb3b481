package dev.carnet.mcp.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Seals secrets under data keys (Tink's envelope AEAD, AES-256-GCM), and opens them where they
/// belong. A key service is asked on a worker, and the answer given where the caller was.
public final class Vault {

    private final Wrapping wrapping;
    private final List<Wrapping> before;

    Vault(Wrapping wrapping) {
        this(wrapping, List.of());
    }

    /// @param before what wrapped earlier, which only opens
    Vault(Wrapping wrapping, List<Wrapping> before) {
        this.wrapping = wrapping;
        this.before = List.copyOf(before);
    }

    private static Aead envelope(Aead remote) {
        try {
            return KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, remote);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink has no envelope for AES-256-GCM", impossible);
        }
    }

    /// Names the key that wraps from now on: what names another one should be sealed again.
    public String wrapping() {
        return wrapping.name();
    }

    /// The secret as its row holds it.
    public Uni<Sealed> seal(Spot spot, String secret) {
        return done(wrapping, () -> new Sealed(sealed(spot, secret), wrapping.name()));
    }

    /// The secret again. Fails for bytes that were changed, or sealed for another place or by
    /// another keyset.
    public Uni<String> open(Spot spot, Sealed sealed) {
        Wrapping opens =
                before.stream()
                        .filter(one -> one.opens(sealed.wrapping()))
                        .findFirst()
                        .filter(_ -> !wrapping.opens(sealed.wrapping()))
                        .orElse(wrapping);
        return done(opens, () -> opened(opens, spot, sealed.bytes()));
    }

    private Buffer sealed(Spot spot, String secret) {
        try {
            return Buffer.buffer(
                    envelope(wrapping.aead())
                            .encrypt(secret.getBytes(StandardCharsets.UTF_8), spot.associated()));
        } catch (GeneralSecurityException failed) {
            throw new VaultClosed(failed);
        }
    }

    private static String opened(Wrapping opens, Spot spot, Buffer bytes) {
        try {
            return new String(
                    envelope(opens.aead()).decrypt(bytes.getBytes(), spot.associated()),
                    StandardCharsets.UTF_8);
        } catch (GeneralSecurityException failed) {
            throw new VaultClosed(failed);
        }
    }

    private static <T> Uni<T> done(Wrapping wrapping, Supplier<T> work) {
        if (!wrapping.remote()) {
            return Uni.createFrom().item(work);
        }
        return Uni.createFrom()
                .deferred(() ->
                        Uni.createFrom()
                                .item(work)
                                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                                .emitOn(caller()));
    }

    private static Executor caller() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : work -> context.runOnContext(_ -> work.run());
    }
}
