package dev.carnet.auth.passport;

import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Reports that somebody has to look at, and what they decide, by the API or on a page.
@Singleton
public final class Reviews {

    private final ReviewStore store = new ReviewStore();
    private final Pool pool;
    private final Endings endings;
    private final Clock clock;

    Reviews(Pool pool, Endings endings, Clock clock) {
        this.pool = pool;
        this.endings = endings;
        this.clock = clock;
    }

    /// @param open only those that wait, or only those that do not
    Uni<List<Review>> list(String workspace, Optional<Boolean> open, Slice slice) {
        return store.list(pool, workspace, open, slice);
    }

    /// One of them.
    public Uni<Optional<Review>> find(String workspace, String id) {
        return store.find(pool, workspace, id);
    }

    /// Decides about one: the agent goes on, or is blocked until somebody unblocks it.
    public Uni<Review> decide(ApiCall call, String id, ReviewDecision decision) {
        call.refuseAgents();
        return endings.run(
                decision.note().orElse(""), transaction -> decide(transaction, call, id, decision));
    }

    private Uni<Work<Review>> decide(
            SqlConnection transaction, ApiCall call, String id, ReviewDecision decision) {
        return store.find(transaction, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(review -> store.owners(transaction, call.workspace(), review))
                .invoke(owners -> demandElse(call, owners))
                .chain(() ->
                        store.decide(
                                transaction,
                                call.workspace(),
                                id,
                                decision,
                                call.caller().subject(),
                                clock.instant()))
                .chain(decided ->
                        decided.map(review -> Uni.createFrom().item(review))
                                .orElseGet(() -> refused(transaction, call, id)))
                .call(review ->
                        store.settle(transaction, call.workspace(), review, clock.instant()))
                .map(review -> work(call, review, decision));
    }

    /// Somebody was first, or the agent reported something else, or a detector noticed it: nobody
    /// accepts what they did not see.
    private Uni<Review> refused(SqlConnection transaction, ApiCall call, String id) {
        return store.find(transaction, call.workspace(), id)
                .map(now -> {
                    throw now.flatMap(Review::decision).isPresent()
                            ? new Refused(Refusal.NOT_ACTIVE, "Somebody has decided already.")
                            : new Refused(
                                    Refusal.PRECONDITION_FAILED,
                                    "It changed meanwhile: look at what it says now.");
                });
    }

    /// Whoever answers for the agent, or did then, does not acquit it, unless they are an owner of
    /// the workspace: there need be nobody else.
    private static void demandElse(ApiCall call, List<String> owners) {
        if (call.caller().role() != Role.OWNER && owners.stream().anyMatch(call::answersFor)) {
            throw Refused.role("Whoever answers for an agent does not decide about it.");
        }
    }

    private Work<Review> work(ApiCall call, Review review, ReviewDecision decision) {
        boolean block = decision.decision().equals("block");
        return new Work<>(
                block
                        ? List.of(
                                new Ended(
                                        call.workspace(),
                                        RevocationType.AGENT_PASSPORTS,
                                        review.agentId(),
                                        0,
                                        0))
                        : List.of(),
                List.of(
                        call.event("review.decide", clock.instant())
                                .with("id", review.id())
                                .with("out", decision.decision())
                                .hide("reason", decision.note().orElse(""))),
                review);
    }
}
