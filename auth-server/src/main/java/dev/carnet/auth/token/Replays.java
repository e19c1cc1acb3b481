package dev.carnet.auth.token;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.watch.Notices;
import dev.carnet.auth.watch.Notices.Sign;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Suspect;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;

/// What happens when a code or refresh token comes back that must not: everything the grant gave
/// ends everywhere, and only then the caller is refused.
@Singleton
public final class Replays {

    private final Revocations revocations;
    private final Notices notices;
    private final Clock clock;

    Replays(Revocations revocations, Notices notices, Clock clock) {
        this.revocations = revocations;
        this.notices = notices;
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
                .call(() -> notices.raise(sign(grant, reason)))
                .chain(_ -> Uni.createFrom().failure(Refusal.invalidGrant(reason)));
    }

    /// The grant has ended whatever the workspace wants of the detector.
    private static Sign sign(Grant grant, String reason) {
        return new Sign(
                Detector.REFRESH_REPLAY,
                Suspect.grant(grant.workspace(), grant.person(), grant.clientId(), grant.id()),
                "A token or code that was spent came back; everything of its grant has ended.",
                1,
                Map.of("why", reason),
                grant.id());
    }
}
