package dev.carnet.auth.workspace;

import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.signin.SessionStore;
import dev.carnet.auth.workspace.Appointment.Manner;
import dev.carnet.auth.workspace.MemberStore.Standing;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How somebody stops being a member: removed, by their own wish, or disabled. Everything they have
/// ends in the same transaction, and a workspace is never left without an owner.
@ApplicationScoped
class Departures {

    private final MemberStore store = new MemberStore();
    private final Members members;
    private final PersonStore people;
    private final SessionStore sessions;
    private final Revocations revocations;
    private final Clock clock;

    Departures(
            Members members,
            PersonStore people,
            SessionStore sessions,
            Revocations revocations,
            Clock clock) {
        this.members = members;
        this.people = people;
        this.sessions = sessions;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Ends the membership and, in the same transaction, everything that hangs on it.
    Uni<RevocationAnswer> remove(ApiCall call, String by, String person) {
        var order = order(call.workspace(), person, call.event("member.remove", clock.instant()));
        return revocations
                .revoke(
                        order,
                        transaction ->
                                end(
                                        transaction,
                                        order,
                                        by,
                                        standing ->
                                                Members.demand(
                                                        call,
                                                        standing,
                                                        Optional.empty(),
                                                        Members.manner(by, person))))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    /// Ends somebody's membership by their own wish.
    Uni<RevocationAnswer> leave(String workspace, String person, Event event) {
        var order = order(workspace, person, event);
        return revocations
                .revoke(
                        order,
                        transaction -> end(transaction, order, person, Departures::demandMayLeave))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    private static RevocationOrder order(String workspace, String person, Event event) {
        return new RevocationOrder(workspace, RevocationType.MEMBER, person, "", event);
    }

    private Uni<List<ChangeBody>> end(
            SqlConnection transaction,
            RevocationOrder order,
            String by,
            Consumer<Standing> demand) {
        String person = order.id();
        return store.lock(transaction, order.workspace())
                .chain(() -> store.standing(transaction, order.workspace(), by, person))
                .invoke(demand)
                .chain(() -> store.remove(transaction, order.workspace(), person))
                .invoke(Members::demandOwnerLeft)
                .chain(() -> sessions.endOfHomeless(transaction, person))
                .replaceWith(List.of(new MemberChanged(person, Optional.empty())));
    }

    /// Disables somebody who is a member here and nowhere else: they can sign in no more, and
    /// everything they have ends in the same transaction.
    Uni<RevocationAnswer> disable(ApiCall call, String by, String person) {
        var order = order(call.workspace(), person, call.event("person.disable", clock.instant()));
        return revocations
                .revoke(order, transaction -> disable(transaction, call, by, person))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    private Uni<List<ChangeBody>> disable(
            SqlConnection transaction, ApiCall call, String by, String person) {
        return reach(transaction, call, by, person)
                .chain(() -> people.disable(transaction, person, call.workspace()))
                .invoke(Departures::demandOnlyHere)
                .chain(() -> sessions.endOthers(transaction, person, ""))
                .replaceWith(List.of());
    }

    /// Lets a disabled person in again; what was ended stays ended.
    Uni<Deed> enable(SqlConnection transaction, ApiCall call, String by, String person) {
        return reach(transaction, call, by, person)
                .chain(() -> people.enable(transaction, person, call.workspace()))
                .invoke(Departures::demandOnlyHere)
                .chain(() -> members.read(transaction, call, person))
                .map(member ->
                        new Deed(
                                Members.answer(member),
                                call.event("person.enable", clock.instant()).with("id", person),
                                List.of()));
    }

    /// Whoever disables or enables somebody could also remove them.
    private Uni<Void> reach(SqlConnection transaction, ApiCall call, String by, String person) {
        return store.lock(transaction, call.workspace())
                .chain(() -> store.standing(transaction, call.workspace(), by, person))
                .invoke(standing -> Members.demand(call, standing, Optional.empty(), Manner.OTHERS))
                .replaceWithVoid();
    }

    private static void demandOnlyHere(boolean done) {
        if (!done) {
            throw new Refused(Refusal.MEMBER_ELSEWHERE, "Remove them from this workspace instead.");
        }
    }

    private static void demandMayLeave(Standing standing) {
        Role own = standing.of().orElseThrow(Refused::notFound);
        Members.demand(standing, Optional.of(own), Optional.empty(), Manner.OWN);
    }
}
