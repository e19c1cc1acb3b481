package dev.carnet.auth.account;

import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.workspace.WorkspaceStore;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// The founding of an empty Carnet: the first person, the first workspace, and its log, all in one
/// transaction that only one caller can win.
@Singleton
final class Founding {

    private final PersonStore persons;
    private final WorkspaceStore workspaces;
    private final AuditOutbox outbox;
    private final ChangeStore changes;
    private final Clock clock;

    Founding(
            PersonStore persons,
            WorkspaceStore workspaces,
            AuditOutbox outbox,
            ChangeStore changes,
            Clock clock) {
        this.persons = persons;
        this.workspaces = workspaces;
        this.outbox = outbox;
        this.changes = changes;
        this.clock = clock;
    }

    /// Who the first owner is to be.
    record Owner(Email email, String name, String passwordHash, String workspaceName) {}

    /// Whether there is nobody yet; somebody may come before `found`.
    Uni<Boolean> isOpen(SqlClient client) {
        return persons.isEmpty(client);
    }

    /// Founds, unless there is somebody already; answers the event to settle after the commit.
    Uni<Optional<Outboxed>> found(SqlConnection transaction, Owner owner) {
        return persons.isEmptyAndLocked(transaction)
                .chain(empty ->
                        empty
                                ? insert(transaction, owner).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Outboxed> insert(SqlConnection transaction, Owner owner) {
        return persons.insert(transaction, owner.email(), owner.name(), owner.passwordHash())
                .map(Optional::orElseThrow)
                .chain(person -> workspace(transaction, owner, person));
    }

    private Uni<Outboxed> workspace(SqlConnection transaction, Owner owner, String person) {
        return workspaces
                .found(transaction, owner.workspaceName(), person, clock.instant())
                .chain(founded ->
                        outbox.put(transaction, event(founded.workspace(), owner, person))
                                .call(() ->
                                        changes.appendAll(
                                                transaction,
                                                founded.workspace(),
                                                founded.changes())));
    }

    private Event event(String workspace, Owner owner, String person) {
        return Event.of(workspace, "workspace.create", clock.instant())
                .with("sub", person)
                .with("role", Role.OWNER.wire())
                .with("out", "ok")
                .hide("name", owner.workspaceName())
                .hide("email", owner.email().text());
    }
}
