package dev.carnet.auth.agent;

import dev.carnet.auth.agent.EnrolmentStore.Keyed;
import dev.carnet.auth.client.AssertionCheck;
import dev.carnet.auth.client.AssertionCheck.Accepted;
import dev.carnet.auth.client.AssertionStore;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.rest.Limits;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureTooOld;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Agents with a key of their own: challenge → proof of possession → passports by assertion.
@ApplicationScoped
public class Enrolments {

    private static final String CHALLENGE = "enr_";

    private final EnrolmentStore store = new EnrolmentStore();
    private final Pool pool;
    private final AssertionCheck check;
    private final AssertionStore assertions;
    private final PictureHolder pictures;
    private final Clock clock;

    Enrolments(
            Pool pool,
            AssertionCheck check,
            AssertionStore assertions,
            PictureHolder pictures,
            Clock clock) {
        this.pool = pool;
        this.check = check;
        this.assertions = assertions;
        this.pictures = pictures;
        this.clock = clock;
    }

    /// Has a challenge wait for the agent's key.
    Uni<Deed> challenge(SqlConnection transaction, ApiCall call, String agent) {
        Instant now = clock.instant();
        var challenge =
                new Challenge(
                        agent, OpaqueToken.fresh(CHALLENGE), now.plus(Limits.ENROLMENT_CHALLENGE));
        return store.challenge(
                        transaction,
                        call.workspace(),
                        agent,
                        challenge.challenge(),
                        challenge.expiresAt())
                .map(waits -> {
                    if (!waits) {
                        throw Refused.notFound();
                    }
                    return new Deed(
                            Answer.created(challenge, "/agents/" + agent),
                            call.event("agent.challenge", now).with("id", agent),
                            List.of());
                });
    }

    /// Has no challenge wait any more.
    Uni<Deed> withdraw(SqlConnection transaction, ApiCall call, String agent) {
        Instant now = clock.instant();
        return store.withdraw(transaction, call.workspace(), agent)
                .map(had -> {
                    if (!had) {
                        throw Refused.notFound();
                    }
                    return new Deed(
                            Answer.ok(new Unenrolled(agent, 0)),
                            call.event("agent.unenrol", now).with("id", agent),
                            List.of());
                });
    }

    /// What an agent signed with its key.
    public static final class Assertion {

        private final Keyed keyed;
        private final Accepted accepted;
        private final long seq;

        private Assertion(Keyed keyed, Accepted accepted, long seq) {
            this.keyed = keyed;
            this.accepted = accepted;
            this.seq = seq;
        }
    }

    /// Whether it says to be signed by an agent, and not by a platform about one.
    public static boolean isAgents(String assertion) {
        try {
            return AssertionCheck.unverifiedSubject(assertion).startsWith("agt_");
        } catch (Refusal unreadable) {
            return true;
        }
    }

    /// Whether an agent signed it, and for us; it counts still. The number is read before the key
    /// is: whoever takes the key away afterwards has a higher one, and ends what is got with it.
    public Uni<Assertion> judge(String assertion) {
        Instant now = clock.instant();
        long seq = picture().seq();
        return Uni.createFrom()
                .deferred(() -> store.find(pool, subject(assertion)))
                .map(found -> found.orElseThrow(AgentKey::wrong))
                .map(keyed -> new Assertion(keyed, accepted(keyed, assertion, now), seq));
    }

    /// The agent that signed the assertion, which is used up by this.
    public Uni<Caller> use(Assertion assertion) {
        Instant now = clock.instant();
        return assertions
                .use(assertion.keyed.agent(), assertion.accepted, now)
                .map(first -> {
                    if (!first) {
                        throw AgentKey.wrong();
                    }
                    return caller(assertion.keyed, assertion.seq, now);
                });
    }

    private Accepted accepted(Keyed keyed, String assertion, Instant now) {
        Accepted accepted =
                AgentKey.of(keyed.publicJwk())
                        .orElseThrow(() -> new IllegalStateException("a kept key that is none"))
                        .check(check, keyed.agent(), assertion, now);
        if (accepted.jti().startsWith(CHALLENGE)) {
            throw AgentKey.wrong();
        }
        return accepted;
    }

    private static String subject(String assertion) {
        try {
            return Optional.of(AssertionCheck.unverifiedSubject(assertion))
                    .filter(subject -> Ids.is("agt", subject))
                    .orElseThrow(AgentKey::wrong);
        } catch (Refusal unreadable) {
            throw AgentKey.wrong();
        }
    }

    private Caller caller(Keyed keyed, long seq, Instant now) {
        return new Proven(
                        keyed.workspace(),
                        keyed.agent(),
                        keyed.owner(),
                        EnumSet.allOf(Scope.class),
                        Ids.fresh("ast"),
                        seq)
                .caller(picture(), now)
                .orElseThrow(AgentKey::wrong);
    }

    private Picture picture() {
        return switch (pictures.current()) {
            case PictureView.Fresh(Picture picture) -> picture;
            case PictureView.Stale _ -> throw new PictureTooOld("to say who an agent is");
        };
    }
}
