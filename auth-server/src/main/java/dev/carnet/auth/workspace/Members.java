package dev.carnet.auth.workspace;

import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.workspace.Appointment.Manner;
import dev.carnet.auth.workspace.MemberStore.Standing;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What can be done with members. Every change of a role is decided under the lock of the
/// workspace's row, by the roles that stand there then.
@ApplicationScoped
class Members {

    private final MemberStore store = new MemberStore();
    private final Pool pool;
    private final PersonStore people;
    private final Passwords passwords;
    private final Clock clock;

    Members(Pool pool, PersonStore people, Passwords passwords, Clock clock) {
        this.pool = pool;
        this.people = people;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// Who is to be added.
    sealed interface Newcomer {

        /// Somebody who can sign in already.
        record Known(String person) implements Newcomer {}

        /// Somebody who comes to be with the membership.
        record Unknown(Email email, String name, String passwordHash) implements Newcomer {}
    }

    Uni<Newcomer> newcomer(MemberRequest request) {
        Email email =
                Email.of(request.email())
                        .orElseThrow(() -> Refused.field("/email", "is an e-mail address"));
        return people.find(email)
                .chain(found ->
                        found.isPresent()
                                ? Uni.createFrom().item(known(found.get(), request))
                                : unknown(email, request));
    }

    private static Newcomer known(Person person, MemberRequest request) {
        if (request.password().isPresent()) {
            throw Refused.field(
                    Refusal.ALREADY_EXISTS, "/password", "is not for somebody who has one");
        }
        return new Newcomer.Known(person.id());
    }

    private Uni<Newcomer> unknown(Email email, MemberRequest request) {
        String name = demand("/name", request.name());
        return passwords
                .hash(demand("/password", request.password()))
                .map(hash -> new Newcomer.Unknown(email, name, hash));
    }

    private static String demand(String pointer, Optional<String> value) {
        return value.orElseThrow(() -> Refused.field(pointer, "is needed for somebody new"));
    }

    Uni<Deed> add(SqlConnection transaction, ApiCall call, String by, Newcomer who, Role role) {
        return store.lock(transaction, call.workspace())
                .chain(() -> person(transaction, who))
                .chain(person -> add(transaction, call, by, person, role));
    }

    private Uni<String> person(SqlConnection transaction, Newcomer who) {
        return switch (who) {
            case Newcomer.Known known -> Uni.createFrom().item(known.person());
            case Newcomer.Unknown unknown ->
                    people.insert(
                                    transaction,
                                    unknown.email(),
                                    unknown.name(),
                                    unknown.passwordHash())
                            .map(id -> id.orElseThrow(() -> taken("/email")));
        };
    }

    private Uni<Deed> add(
            SqlConnection transaction, ApiCall call, String by, String person, Role role) {
        return store.standing(transaction, call.workspace(), by, person)
                .invoke(standing ->
                        demand(standing, Optional.empty(), Optional.of(role), Manner.OTHERS))
                .chain(() -> store.add(transaction, call.workspace(), person, role))
                .invoke(added -> demandAdded(added))
                .chain(() -> read(transaction, call, person))
                .map(member ->
                        deed(
                                Answer.created(member, "/members/" + person),
                                call.event("member.add", clock.instant())
                                        .hide("email", member.email()),
                                person,
                                role));
    }

    private static void demandAdded(boolean added) {
        if (!added) {
            throw taken("/email");
        }
    }

    private static Refused taken(String pointer) {
        return Refused.field(Refusal.ALREADY_EXISTS, pointer, "belongs to somebody already");
    }

    Uni<Deed> appoint(
            SqlConnection transaction, ApiCall call, String by, String person, Role role) {
        return store.lock(transaction, call.workspace())
                .chain(() -> store.standing(transaction, call.workspace(), by, person))
                .invoke(standing -> demand(call, standing, Optional.of(role), manner(by, person)))
                .chain(() -> store.appoint(transaction, call.workspace(), person, role))
                .invoke(Members::demandOwnerLeft)
                .chain(() -> read(transaction, call, person))
                .map(member ->
                        deed(
                                answer(member),
                                call.event("member.role", clock.instant()),
                                person,
                                role));
    }

    static void demandOwnerLeft(boolean done) {
        if (!done) {
            throw lastOwner();
        }
    }

    private static Refused lastOwner() {
        return new Refused(Refusal.LAST_OWNER, "Appoint another owner first.");
    }

    static Manner manner(String by, String person) {
        return by.equals(person) ? Manner.OWN : Manner.OTHERS;
    }

    private static Deed deed(Answer answer, Event event, String person, Role role) {
        return new Deed(
                answer,
                event.with("id", person).with("type", role.wire()),
                List.of(new MemberChanged(person, Optional.of(role))));
    }

    /// Refuses a change of somebody who is no member, of another version, or out of reach.
    static void demand(ApiCall call, Standing standing, Optional<Role> to, Manner manner) {
        if (standing.of().isEmpty()) {
            throw Refused.notFound();
        }
        Versions.demand(call, standing.version());
        demand(standing, standing.of(), to, manner);
    }

    static void demand(Standing standing, Optional<Role> from, Optional<Role> to, Manner manner) {
        Role by = standing.by().orElse(Role.VIEWER);
        switch (new Appointment(by, from, to, standing.owners(), manner).verdict()) {
            case ALLOWED -> {}
            case NOT_BELOW_OWN_ROLE ->
                    throw Refused.role("Only roles below one's own can be given or taken.");
            case LAST_OWNER -> throw lastOwner();
            case NEEDS_FRESH_SIGN_IN ->
                    throw new Refused(
                            Refusal.FRESH_SIGN_IN_REQUIRED,
                            "An owner is made on the page /account/people, by another one who has"
                                    + " signed in just now.");
        }
    }

    Uni<Response> find(ApiCall call, String person) {
        return read(pool, call, person).map(member -> answer(member).response());
    }

    Uni<Member> read(SqlClient client, ApiCall call, String person) {
        return store.find(client, call.workspace(), person)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    static Answer answer(Member member) {
        return Answer.ok(member).tagged(Versions.tag(member.version()));
    }
}
