package dev.carnet.auth.factor;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Whether what somebody typed proves a second factor.
@Singleton
public final class Factors {

    private final Apps apps;
    private final RecoveryCodes codes;

    Factors(Apps apps, RecoveryCodes codes) {
        this.apps = apps;
        this.codes = codes;
    }

    /// What it was.
    public enum Kind {
        /// A code of an authenticator app.
        APP,
        /// A recovery code.
        RECOVERY_CODE,
        /// A passkey.
        PASSKEY;

        /// The name in the audit log.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Optional<Kind> when(boolean holds) {
            return holds ? Optional.of(this) : Optional.empty();
        }
    }

    /// Spends the code in that transaction, or finds that it is none of the person's, or no longer.
    public Uni<Optional<Kind>> spend(
            SqlConnection transaction, String person, String typed, Instant now) {
        return Apps.code(typed)
                .map(code -> apps.spend(transaction, person, code, now).map(Kind.APP::when))
                .orElseGet(() ->
                        codes.spend(transaction, person, typed).map(Kind.RECOVERY_CODE::when));
    }
}
