package dev.carnet.auth.federation;

import dev.carnet.auth.federation.Federation.Said;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.signin.Attempt;
import dev.carnet.auth.workspace.Joining;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Making a member of somebody whom an owner lets a provider bring along: person, link, membership,
/// event and feed in one transaction, or nothing. An address that somebody has here already makes
/// nobody: the provider would become them.
@Singleton
final class Provisioning {

    private final PersonStore persons;
    private final LinkStore links;
    private final Joining joining;
    private final Passwords passwords;
    private final ChangeStore changes;
    private final AppliedEverywhere everywhere;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;

    Provisioning(
            PersonStore persons,
            LinkStore links,
            Joining joining,
            Passwords passwords,
            ChangeStore changes,
            AppliedEverywhere everywhere,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log) {
        this.persons = persons;
        this.links = links;
        this.joining = joining;
        this.passwords = passwords;
        this.changes = changes;
        this.everywhere = everywhere;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
    }

    /// Nobody was made; whatever the transaction did is undone.
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1;

        Undone() {
            super("nobody was made of it", null, false, false);
        }
    }

    private record Made(String person, Outboxed event, long seq) {}

    /// The person who was made of the account; nobody, where that may not be.
    Uni<Optional<String>> of(Attempt attempt, Said said) {
        return said.email()
                .filter(said.provider().provision()::admits)
                .map(email -> make(attempt, said, email))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /// With a password nobody knows: a reset by mail gives them one.
    private Uni<Optional<String>> make(Attempt attempt, Said said, Email email) {
        return passwords
                .hash(OpaqueToken.fresh(""))
                .chain(hash ->
                        pool.withTransaction(
                                transaction -> make(transaction, attempt, said, email, hash)))
                .call(made -> everywhere.await(made.seq()))
                .call(made -> log.settle(made.event()))
                .map(made -> Optional.of(made.person()))
                .onFailure(Undone.class)
                .recoverWithUni(() -> links.person(pool, said.provider(), said.subject()));
    }

    private Uni<Made> make(
            SqlConnection transaction, Attempt attempt, Said said, Email email, String hash) {
        Provider provider = said.provider();
        Role role = Role.of(provider.provision().given()).orElseThrow();
        String name = email.text().substring(0, email.text().indexOf('@'));
        return persons.insert(transaction, email, name, hash)
                .map(person -> person.orElseThrow(Undone::new))
                .call(person ->
                        joining.bring(transaction, provider.workspace(), person, role)
                                .invoke(Provisioning::demand))
                .call(person ->
                        links.insert(transaction, provider, said.subject(), person, attempt.now())
                                .invoke(Provisioning::demand))
                .chain(person ->
                        record(transaction, event(attempt, provider, person, email), person, role));
    }

    private static void demand(boolean done) {
        if (!done) {
            throw new Undone();
        }
    }

    private static Event event(Attempt attempt, Provider provider, String person, Email email) {
        Event event = Event.of(provider.workspace(), "member.provision", attempt.now());
        return attempt.visitor()
                .in(event)
                .with("sub", person)
                .with("id", provider.id())
                .with("role", provider.provision().given())
                .with("out", "ok")
                .hide("email", email.text());
    }

    private Uni<Made> record(SqlConnection transaction, Event event, String person, Role role) {
        return outbox.put(transaction, event)
                .chain(outboxed ->
                        changes.append(
                                        transaction,
                                        event.workspace(),
                                        new MemberChanged(person, Optional.of(role)))
                                .map(seq -> new Made(person, outboxed, seq)));
    }
}
