package dev.carnet.auth.signin;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;

/// The other ways in that the sign-in page offers: identity providers that are on.
@Singleton
final class DoorStore {

    /// A provider's id and name.
    record Door(String id, String name) {}

    Uni<List<Door>> open(SqlClient client) {
        return client.preparedQuery(
                        """
                        SELECT provider_id, i.name FROM auth.identity_provider i
                            JOIN auth.workspace w USING (workspace_id)
                        WHERE i.disabled_at IS NULL AND w.revoked_at IS NULL
                        ORDER BY i.name, provider_id LIMIT 20
                        """)
                .execute()
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Door(
                                                row.getString("provider_id"),
                                                row.getString("name"))));
    }
}
