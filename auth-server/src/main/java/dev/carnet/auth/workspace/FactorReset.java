package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.factor.Enrolled;
import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.signin.HalfOpens;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.workspace.MemberStore.Standing;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/// Takes every factor from a member who lost them, and ends their sessions. Only by somebody whose
/// role is above theirs (an owner also from another owner), never from oneself, and never from
/// somebody who is a member elsewhere too: what protects them there is not this workspace's to
/// take. The password stays, and stays unknown to whoever does this.
@ApplicationScoped
class FactorReset {

    private final MemberStore store = new MemberStore();
    private final EnrolledStore enrolled;
    private final MembershipStore memberships;
    private final Sessions sessions;
    private final HalfOpens halves;
    private final Clock clock;

    FactorReset(
            EnrolledStore enrolled,
            MembershipStore memberships,
            Sessions sessions,
            HalfOpens halves,
            Clock clock) {
        this.enrolled = enrolled;
        this.memberships = memberships;
        this.sessions = sessions;
        this.halves = halves;
        this.clock = clock;
    }

    /// What was taken.
    public record Taken(
            @JsonProperty("person_id") String personId,
            @JsonProperty("authenticator_app") boolean app,
            int passkeys,
            @JsonProperty("recovery_codes") int recoveryCodes) {}

    Uni<Deed> reset(SqlConnection transaction, ApiCall call, String by, String person) {
        return store.lock(transaction, call.workspace())
                .chain(() -> store.standing(transaction, call.workspace(), by, person))
                .invoke(standing -> demand(standing, by, person))
                .chain(() -> enrolled.removeAll(transaction, person))
                .call(() -> demandNowhereElse(transaction, person))
                .call(() -> sessions.endAll(transaction, person))
                .call(() -> halves.closeAll(transaction, person))
                .map(had -> deed(call, person, had));
    }

    private static void demand(Standing standing, String by, String person) {
        if (standing.of().isEmpty()) {
            throw Refused.notFound();
        }
        if (by.equals(person)) {
            throw Refused.role("One's own factors are removed on the account page.");
        }
        Role above = standing.by().orElse(Role.VIEWER);
        if (above != Role.OWNER && !above.outranks(standing.of().orElseThrow())) {
            throw Refused.role("Only factors of somebody below one's own role can be taken.");
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
