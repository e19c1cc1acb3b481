package dev.carnet.auth.token;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;

/// What happens when a code or refresh token comes back that must not: everything the grant gave
/// ends everywhere, and only then the caller is refused.
@Singleton
public final class Replays {

    private final Revocations revocations;
    private final Clock clock;

    Replays(Revocations revocations, Clock clock) {
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Revokes the grant, then refuses.
    public Uni<TokenAnswer> end(Grant grant, String reason, Visitor visitor) {
        Event event =
                Event.of(grant.workspace(), "token.replay", clock.instant())
                        .with("sub", grant.person())
                        .with("cl", grant.clientId())
                        .with("grant", grant.id())
                        .with("why", reason);
        var order =
                new RevocationOrder(
                        grant.workspace(),
                        RevocationType.GRANT,
                        grant.id(),
                        reason,
                        visitor.in(event));
        return revocations
                .revoke(order)
                .chain(_ -> Uni.createFrom().failure(Refusal.invalidGrant(reason)));
    }
}
