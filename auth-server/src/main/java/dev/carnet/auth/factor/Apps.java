package dev.carnet.auth.factor;

import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;

/// Authenticator apps.
@Singleton
public final class Apps {

    private final AppStore store;
    private final Sealer sealer;

    Apps(AppStore store, ServiceKeyset keyset) {
        this.store = store;
        this.sealer = keyset.sealer();
    }

    /// Sets an app up whose code of that step was right; false if the person has one already.
    public Uni<Boolean> add(
            SqlConnection transaction, String person, AppSecret secret, long step, Instant now) {
        byte[] sealed = sealer.seal(secret.bytes(), place(person));
        return store.add(transaction, person, sealed, step, now);
    }

    /// Takes the app away; false if there is none.
    public Uni<Boolean> remove(SqlConnection transaction, String person) {
        return store.remove(transaction, person);
    }

    /// Whether that is a code of the person's app that was not used before; it is used now.
    Uni<Boolean> spend(SqlConnection transaction, String person, String code, Instant now) {
        return store.sealed(transaction, person)
                .map(sealed -> sealed.flatMap(bytes -> open(bytes, person).step(code, now)))
                .chain(step ->
                        step.map(found -> store.spend(transaction, person, found))
                                .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private AppSecret open(byte[] sealed, String person) {
        try {
            return AppSecret.of(sealer.open(sealed, place(person)));
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException("a secret was sealed with another keyset", foreign);
        }
    }

    private static String place(String person) {
        return "totp/" + person;
    }

    static boolean isCode(String typed) {
        return typed.length() == 6 && typed.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static Optional<String> code(String typed) {
        return Optional.of(typed.replace(" ", "")).filter(Apps::isCode);
    }
}
