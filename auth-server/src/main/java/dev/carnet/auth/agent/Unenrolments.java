package dev.carnet.auth.agent;

import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationOutcome;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/// Takes keys of agents away. Whoever had the key may hold what it got, under any key they bound it
/// to, so whatever the agent has ends with it; what asks by another credential asks again.
@ApplicationScoped
class Unenrolments {

    private final EnrolmentStore store = new EnrolmentStore();
    private final Pool pool;
    private final Revocations revocations;
    private final Clock clock;

    Unenrolments(Pool pool, Revocations revocations, Clock clock) {
        this.pool = pool;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Whether the agent has a key.
    Uni<Boolean> isKeyed(ApiCall call, String agent) {
        return store.isKeyed(pool, call.workspace(), agent);
    }

    /// Ends the key, with what came of it.
    Uni<Unenrolled> end(ApiCall call, String agent) {
        var order =
                new RevocationOrder(
                        call.workspace(),
                        RevocationType.AGENT_PASSPORTS,
                        agent,
                        "",
                        call.event("agent.unenrol", clock.instant()));
        return revocations
                .revoke(order, transaction -> end(transaction, order))
                .map(outcome -> ended(agent, outcome));
    }

    private Uni<List<ChangeBody>> end(SqlConnection transaction, RevocationOrder order) {
        return store.end(transaction, order.workspace(), order.id())
                .map(had -> {
                    if (!had) {
                        throw Refused.notFound();
                    }
                    return List.of();
                });
    }

    private static Unenrolled ended(String agent, RevocationOutcome outcome) {
        return switch (outcome) {
            case RevocationOutcome.Unknown _ -> throw Refused.notFound();
            case RevocationOutcome.Ended ended ->
                    new Unenrolled(agent, ended.counts().getOrDefault("passports", 0));
        };
    }
}
