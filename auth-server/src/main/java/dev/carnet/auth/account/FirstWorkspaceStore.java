package dev.carnet.auth.account;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/// Writes the first row of `auth.workspace` and of `auth.member`.
@Singleton
final class FirstWorkspaceStore {

    Uni<Void> insert(SqlConnection transaction, String workspace, String name, String owner) {
        return transaction
                .preparedQuery(
                        """
                        WITH founded AS (
                            INSERT INTO auth.workspace (workspace_id, name) VALUES ($1, $2)
                            RETURNING workspace_id)
                        INSERT INTO auth.member (workspace_id, person_id, role)
                        SELECT workspace_id, $3, 'owner' FROM founded
                        """)
                .execute(Tuple.of(workspace, name, owner))
                .replaceWithVoid();
    }
}
