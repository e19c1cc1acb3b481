package dev.carnet.auth.agent;

import dev.carnet.auth.agent.EnrolmentStore.Waiting;
import dev.carnet.auth.client.AssertionCheck;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationOutcome;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps keys of agents. One in the place of another ends what the agent has, as taking the other
/// away does, because nobody says that it did not leak; unless it signed for this itself.
@ApplicationScoped
class Keys {

    private final EnrolmentStore store = new EnrolmentStore();
    private final Pool pool;
    private final Deeds deeds;
    private final AssertionCheck check;
    private final Revocations revocations;
    private final Clock clock;

    Keys(Pool pool, Deeds deeds, AssertionCheck check, Revocations revocations, Clock clock) {
        this.pool = pool;
        this.deeds = deeds;
        this.check = check;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Keeps the key, if it signed the challenge that waits.
    Uni<Response> enrol(EnrolmentRequest request) {
        Instant now = clock.instant();
        if (!Ids.is("agt", request.agentId())) {
            throw AgentKey.wrong();
        }
        AgentKey key =
                AgentKey.of(request.publicJwk())
                        .orElseThrow(() ->
                                Refused.field(
                                        "/public_jwk",
                                        "is no public key on P-256 or Ed25519, as JSON text"));
        demandSigned(request, key, request.assertion(), now);
        return store.waiting(pool, request, now)
                .map(waiting -> waiting.orElseThrow(AgentKey::wrong))
                .chain(waiting ->
                        goesOn(request, waiting, key, now)
                                ? keep(request, waiting, key, now)
                                : replace(request, waiting, key, now));
    }

    private void demandSigned(
            EnrolmentRequest request, AgentKey key, String assertion, Instant now) {
        var accepted = key.check(check, request.agentId(), assertion, now);
        if (!accepted.jti().equals(request.challenge())) {
            throw AgentKey.wrong();
        }
    }

    /// Whether there was no other key, or it signed for this one.
    private boolean goesOn(EnrolmentRequest request, Waiting waiting, AgentKey key, Instant now) {
        Optional<AgentKey> before = waiting.publicJwk().flatMap(AgentKey::of);
        if (before.isEmpty() && request.previousAssertion().isPresent()) {
            throw Refused.field("/previous_assertion", "is by no key: the agent has none");
        }
        before.ifPresent(old ->
                request.previousAssertion()
                        .ifPresent(assertion -> demandSigned(request, old, assertion, now)));
        return before.isEmpty()
                || request.previousAssertion().isPresent()
                || waiting.publicJwk().equals(Optional.of(key.json()));
    }

    private Uni<Response> keep(
            EnrolmentRequest request, Waiting waiting, AgentKey key, Instant now) {
        return deeds.anonymously(transaction ->
                kept(transaction, request, waiting, key, now)
                        .replaceWith(() ->
                                new Deed(
                                        Answer.ok(new Enrolled(waiting.agent(), now, 0)),
                                        event(waiting, now),
                                        List.of())));
    }

    private Uni<Response> replace(
            EnrolmentRequest request, Waiting waiting, AgentKey key, Instant now) {
        var order =
                new RevocationOrder(
                        waiting.workspace(),
                        RevocationType.AGENT_PASSPORTS,
                        waiting.agent(),
                        "",
                        event(waiting, now));
        return revocations
                .revoke(order, transaction -> kept(transaction, request, waiting, key, now))
                .map(outcome ->
                        Response.ok(new Enrolled(waiting.agent(), now, ended(outcome))).build());
    }

    private Uni<List<ChangeBody>> kept(
            SqlConnection transaction,
            EnrolmentRequest request,
            Waiting waiting,
            AgentKey key,
            Instant now) {
        return store.enrol(transaction, request, key, waiting.publicJwk(), now)
                .map(kept -> {
                    if (!kept) {
                        throw AgentKey.wrong();
                    }
                    return List.of();
                });
    }

    private static Event event(Waiting waiting, Instant now) {
        return Event.of(waiting.workspace(), "agent.enrol", now)
                .with("sub", waiting.agent())
                .with("agent", waiting.agent())
                .with("id", waiting.agent());
    }

    private static int ended(RevocationOutcome outcome) {
        return switch (outcome) {
            case RevocationOutcome.Unknown _ -> throw AgentKey.wrong();
            case RevocationOutcome.Ended ended -> ended.counts().getOrDefault("passports", 0);
        };
    }
}
