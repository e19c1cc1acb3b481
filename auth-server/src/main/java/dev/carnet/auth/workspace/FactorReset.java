package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.factor.Enrolled;
import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.signin.HalfOpens;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.workspace.MemberStore.Standing;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/// Takes every factor from a member who lost them, and ends their sessions. Only by an owner with a
/// credential of their own, never from oneself, and never from somebody who is a member elsewhere
/// too: what protects them there is not this workspace's to take. The password stays, and stays
/// unknown to whoever does this; the member is told by mail. It is no page with a fresh sign-in, as
/// the making of owners is, because it gives nobody anything: without the password nothing is won,
/// and help is wanted when somebody stands outside. But no program may do it that only acts for an
/// owner.
@ApplicationScoped
class FactorReset {

    private final MemberStore store = new MemberStore();
    private final EnrolledStore enrolled;
    private final MembershipStore memberships;
    private final Sessions sessions;
    private final HalfOpens halves;
    private final PersonStore persons;
    private final Post post;
    private final String issuer;
    private final Clock clock;

    FactorReset(
            EnrolledStore enrolled,
            MembershipStore memberships,
            Sessions sessions,
            HalfOpens halves,
            PersonStore persons,
            Post post,
            ServiceConfig config,
            Clock clock) {
        this.enrolled = enrolled;
        this.memberships = memberships;
        this.sessions = sessions;
        this.halves = halves;
        this.persons = persons;
        this.post = post;
        this.issuer = config.issuer();
        this.clock = clock;
    }

    /// What was taken.
    public record Taken(
            @JsonProperty("person_id") String personId,
            @JsonProperty("authenticator_app") boolean app,
            int passkeys,
            @JsonProperty("recovery_codes") int recoveryCodes) {}

    Uni<Deed> reset(SqlConnection transaction, ApiCall call, String by, String person) {
        if (call.caller().actor().isPresent()) {
            throw Refused.role("Only an owner takes the factors of somebody, and nobody for them.");
        }
        return store.lock(transaction, call.workspace())
                .chain(() -> store.standing(transaction, call.workspace(), by, person))
                .invoke(standing -> demand(standing, by, person))
                .chain(() -> enrolled.removeAll(transaction, person))
                .call(() -> demandNowhereElse(transaction, person))
                .call(() -> sessions.endAll(transaction, person))
                .call(() -> halves.closeAll(transaction, person))
                .call(() -> tell(transaction, person))
                .map(had -> deed(call, person, had));
    }

    private static void demand(Standing standing, String by, String person) {
        if (standing.of().isEmpty()) {
            throw Refused.notFound();
        }
        if (standing.by().filter(Role.OWNER::equals).isEmpty()) {
            throw Refused.role("Only an owner takes the factors of somebody.");
        }
        if (by.equals(person)) {
            throw Refused.role("One's own factors are removed on the account page.");
        }
    }

    /// The person's row is locked, so that they cannot become a member elsewhere meanwhile.
    private Uni<Void> demandNowhereElse(SqlConnection transaction, String person) {
        return memberships
                .all(transaction, person)
                .invoke(all -> {
                    if (all.size() > 1) {
                        throw Refused.role("This person is a member of other workspaces too.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> tell(SqlConnection transaction, String person) {
        return persons.find(person)
                .chain(found ->
                        found.map(known -> post.put(transaction, letter(known.email())))
                                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Letter letter(String email) {
        return new Letter(
                email,
                "Your second factor was removed",
                """
                An owner of your workspace at
                %s
                removed your second factor, so that you can set up a new one.

                If you did not ask for this, change your password and tell them:
                %s/account/password
                """
                        .formatted(issuer, issuer),
                Limits.NOTICE_LIFE);
    }

    private Deed deed(ApiCall call, String person, Enrolled had) {
        var event =
                call.event("member.factors_reset", clock.instant())
                        .with("id", person)
                        .with("out", "ok");
        return new Deed(
                Answer.ok(new Taken(person, had.app(), had.passkeys(), had.recoveryCodes())),
                event,
                List.of());
    }
}
