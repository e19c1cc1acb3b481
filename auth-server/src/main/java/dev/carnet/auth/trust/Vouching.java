package dev.carnet.auth.trust;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.standing.EndingLockStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// The steps that every use of an issuer's word begins with, in the transaction that keeps it:
/// whoever would end it waits, the issuer is still trusted, and the assertion was never used.
@Singleton
final class Vouching {

    private final TrustedIssuerStore issuers;
    private final UsedAssertionStore used;
    private final EndingLockStore locks;
    private final Clock clock;

    Vouching(
            TrustedIssuerStore issuers,
            UsedAssertionStore used,
            EndingLockStore locks,
            Clock clock) {
        this.issuers = issuers;
        this.used = used;
        this.locks = locks;
        this.clock = clock;
    }

    /// Uses the assertion up.
    ///
    /// @param others on whom the token will hang beside the issuer
    Uni<Void> begin(
            SqlConnection transaction,
            TrustedIssuer issuer,
            Assertion assertion,
            List<String> others) {
        List<String> ids = Stream.concat(Stream.of(issuer.id()), others.stream()).toList();
        return locks.hold(transaction, issuer.workspace(), ids)
                .chain(() -> issuers.isActive(transaction, issuer))
                .invoke(active -> demand(active, "issuer_disabled"))
                .chain(() ->
                        used.use(
                                transaction,
                                assertion,
                                assertion.expires().plus(Limits.ASSERTION_SKEW),
                                clock.instant()))
                .invoke(first -> demand(first, "assertion_used_before"))
                .replaceWithVoid();
    }

    private static void demand(boolean holds, String reason) {
        if (!holds) {
            throw Refusal.invalidGrant(reason);
        }
    }
}
