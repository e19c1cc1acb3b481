package dev.carnet.auth.agent;

import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Hands agents over to another member, also those whose owner left. What the agent has answers to
/// the owner it had, so it ends, and so does its key, which that one may have; what it is, where it
/// belongs and whatever was decided about it stay.
@ApplicationScoped
class HandOvers {

    private final AgentStore store = new AgentStore();
    private final EndingLockStore locks = new EndingLockStore();
    private final MembershipStore memberships;
    private final Agents agents;
    private final Revocations revocations;
    private final Clock clock;

    HandOvers(MembershipStore memberships, Agents agents, Revocations revocations, Clock clock) {
        this.memberships = memberships;
        this.agents = agents;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Has the agent answer to that person from now on.
    Uni<Response> handOver(ApiCall call, String id, String person) {
        if (!Role.ADMINS.contains(call.caller().role())) {
            throw Refused.role("Only admins hand an agent over.");
        }
        var order =
                new RevocationOrder(
                        call.workspace(),
                        RevocationType.AGENT_PASSPORTS,
                        id,
                        "",
                        call.event("agent.handover", clock.instant()).with("owner", person));
        return agents.demandVersion(call, id)
                .chain(() ->
                        revocations.revoke(
                                order, transaction -> take(transaction, call, id, person)))
                .chain(() -> agents.find(call, id));
    }

    /// Whoever ends the new owner's membership comes before, and is seen, or finds the agent.
    private Uni<List<ChangeBody>> take(
            SqlConnection transaction, ApiCall call, String id, String person) {
        return locks.hold(transaction, call.workspace(), List.of(person))
                .chain(() -> memberships.role(transaction, call.workspace(), person))
                .invoke(HandOvers::demandMember)
                .chain(() -> store.watched(transaction, call.workspace(), id))
                .invoke(owner -> demandElse(call, owner))
                .chain(() -> store.handOver(transaction, call.workspace(), id, person))
                .invoke(changes -> {
                    if (changes.isEmpty()) {
                        throw Refused.field("/owner_id", "is who has it already");
                    }
                });
    }

    /// Whoever answers for an agent does not hand it to somebody for whom they would acquit it.
    private static void demandElse(ApiCall call, Optional<String> owner) {
        if (call.caller().role() != Role.OWNER && owner.filter(call::answersFor).isPresent()) {
            throw Refused.role(
                    "Somebody decided about the agent, or has to: ask another admin to hand it over.");
        }
    }

    private static void demandMember(Optional<Role> role) {
        if (role.filter(Role.MEMBERS::contains).isEmpty()) {
            throw Refused.field("/owner_id", "is no member here who may have agents");
        }
    }
}
