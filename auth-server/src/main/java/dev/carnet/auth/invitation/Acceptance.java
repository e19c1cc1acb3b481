package dev.carnet.auth.invitation;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.invitation.InvitationStore.Accepted;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.workspace.Joining;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// The journey of accepting: spend the link, make the person if they are new, make them a member in
/// the name of who invited them, all in one transaction with the event and, last, the feed; then
/// every replica applies it and the entry becomes durable.
@Singleton
final class Acceptance {

    private final InvitationStore store;
    private final PersonStore persons;
    private final Joining joining;
    private final ChangeStore changes;
    private final AppliedEverywhere everywhere;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    Acceptance(
            InvitationStore store,
            PersonStore persons,
            Joining joining,
            ChangeStore changes,
            AppliedEverywhere everywhere,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.store = store;
        this.persons = persons;
        this.joining = joining;
        this.changes = changes;
        this.everywhere = everywhere;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Who accepts.
    sealed interface Guest {

        /// A person who is signed in.
        record Known(String person, String email) implements Guest {}

        /// Somebody who comes to be with the membership.
        record Fresh(String name, String passwordHash) implements Guest {

            @Override
            public String toString() {
                return "Fresh[" + name + "]";
            }
        }
    }

    /// Nothing was accepted; whatever the transaction did is undone.
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1;

        Undone() {
            super("the invitation cannot be accepted", null, false, false);
        }
    }

    private record Done(Outboxed event, long seq) {}

    /// Accepts the invitation of that link, or finds that it cannot be.
    Uni<Boolean> accept(String token, Guest guest, Visitor visitor) {
        return pool.withTransaction(transaction -> accept(transaction, token, guest, visitor))
                .chain(done ->
                        everywhere
                                .await(done.seq())
                                .chain(() -> log.settle(done.event()))
                                .replaceWith(true))
                .onFailure(Undone.class)
                .recoverWithItem(false);
    }

    private Uni<Done> accept(
            SqlConnection transaction, String token, Guest guest, Visitor visitor) {
        return store.accept(transaction, OpaqueToken.hash(token), clock.instant())
                .map(accepted -> accepted.orElseThrow(Undone::new))
                .chain(accepted ->
                        person(transaction, accepted, guest)
                                .call(person -> join(transaction, accepted, person))
                                .chain(person -> record(transaction, accepted, person, visitor)));
    }

    private Uni<String> person(SqlConnection transaction, Accepted accepted, Guest guest) {
        return switch (guest) {
            case Guest.Known known when known.email().equals(accepted.email()) ->
                    Uni.createFrom().item(known.person());
            case Guest.Known _ -> throw new Undone();
            case Guest.Fresh fresh ->
                    persons.insert(
                                    transaction,
                                    new Email(accepted.email()),
                                    fresh.name(),
                                    fresh.passwordHash())
                            .map(id -> id.orElseThrow(Undone::new));
        };
    }

    private Uni<Void> join(SqlConnection transaction, Accepted accepted, String person) {
        return joining.join(
                        transaction, accepted.workspace(), accepted.by(), person, accepted.role())
                .invoke(joined -> {
                    if (!joined) {
                        throw new Undone();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Done> record(
            SqlConnection transaction, Accepted accepted, String person, Visitor visitor) {
        Event event =
                visitor.in(Event.of(accepted.workspace(), "invitation.accept", clock.instant()))
                        .with("sub", person)
                        .with("id", accepted.id())
                        .with("role", accepted.role().wire())
                        .with("out", "ok");
        var change = new MemberChanged(person, Optional.of(accepted.role()));
        return outbox.put(transaction, event)
                .chain(outboxed ->
                        changes.append(transaction, accepted.workspace(), change)
                                .map(seq -> new Done(outboxed, seq)));
    }
}
