package dev.carnet.auth.account;

import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The founding of an empty Carnet: the first person, the first workspace, and its log, all in one
/// transaction that only one caller can win.
@Singleton
final class Founding {

    private final PersonStore persons;
    private final FirstWorkspaceStore workspaces;
    private final AuditLogs logs;
    private final AuditOutbox outbox;
    private final ChangeStore changes;
    private final Clock clock;

    Founding(
            PersonStore persons,
            FirstWorkspaceStore workspaces,
            AuditLogs logs,
            AuditOutbox outbox,
            ChangeStore changes,
            Clock clock) {
        this.persons = persons;
        this.workspaces = workspaces;
        this.logs = logs;
        this.outbox = outbox;
        this.changes = changes;
        this.clock = clock;
    }

    /// Who the first owner is to be.
    record Owner(Email email, String name, String passwordHash, String workspaceName) {}

    /// What was founded, with the event to settle after the commit.
    record Founded(String person, String workspace, Outboxed outboxed) {}

    /// Whether there is nobody yet; somebody may come before `found`.
    Uni<Boolean> isOpen(SqlClient client) {
        return persons.isEmpty(client);
    }

    /// Founds, unless there is somebody already.
    Uni<Optional<Founded>> found(SqlConnection transaction, Owner owner) {
        return persons.isEmptyAndLocked(transaction)
                .chain(empty ->
                        empty
                                ? insert(transaction, owner)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Founded>> insert(SqlConnection transaction, Owner owner) {
        return persons.insert(transaction, owner.email(), owner.name(), owner.passwordHash())
                .map(Optional::orElseThrow)
                .chain(person -> workspace(transaction, owner, person))
                .map(Optional::of);
    }

    private Uni<Founded> workspace(SqlConnection transaction, Owner owner, String person) {
        String workspace = Ids.fresh("ws");
        Event event =
                Event.of(workspace, "workspace.create", clock.instant())
                        .with("sub", person)
                        .with("role", Role.OWNER.wire())
                        .with("out", "ok")
                        .hide("name", owner.workspaceName())
                        .hide("email", owner.email().text());
        return workspaces
                .insert(transaction, workspace, owner.workspaceName(), person)
                .chain(() -> logs.create(transaction, workspace))
                .chain(() -> outbox.put(transaction, event))
                .call(() -> tell(transaction, workspace, owner, person))
                .map(outboxed -> new Founded(person, workspace, outboxed));
    }

    private Uni<Long> tell(
            SqlConnection transaction, String workspace, Owner owner, String person) {
        return changes.appendAll(
                transaction,
                workspace,
                List.of(
                        new WorkspaceChanged(owner.workspaceName(), false),
                        new MemberChanged(person, Optional.of(Role.OWNER))));
    }
}
