package dev.carnet.auth.workspace;

import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Founds workspaces: the row, its owner and its audit log come to be in one transaction, or none
/// of them does.
@Singleton
public final class WorkspaceStore {

    private final AuditLogs logs;

    /// Workspaces whose audit logs are opened by these.
    public WorkspaceStore(AuditLogs logs) {
        this.logs = logs;
    }

    /// A workspace that was just founded, and the changes its transaction has to append last.
    public record Founded(String workspace, List<ChangeBody> changes) {}

    /// Founds a workspace with its first owner.
    public Uni<Founded> found(SqlConnection transaction, String name, String owner, Instant now) {
        String workspace = Ids.fresh("ws");
        return transaction
                .preparedQuery(
                        """
                        WITH founded AS (
                            INSERT INTO auth.workspace (workspace_id, name, created_at)
                            VALUES ($1, $2, $4) RETURNING workspace_id)
                        INSERT INTO auth.member (workspace_id, person_id, role, created_at)
                        SELECT workspace_id, $3, 'owner', $4 FROM founded
                        """)
                .execute(Tuple.of(workspace, name, owner, Columns.time(now)))
                .chain(() -> logs.create(transaction, workspace))
                .replaceWith(
                        new Founded(
                                workspace,
                                List.of(
                                        new WorkspaceChanged(name, false),
                                        new MemberChanged(owner, Optional.of(Role.OWNER)))));
    }
}
