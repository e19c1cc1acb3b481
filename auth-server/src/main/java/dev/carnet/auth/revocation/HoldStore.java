package dev.carnet.auth.revocation;

import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/// The column `held` of `auth.agent`, where somebody suspends an agent who does not answer for it:
/// whoever does has it go on no more.
public final class HoldStore {

    /// Has the suspension hold, which the same transaction brings about, unless it is the owner's.
    public Uni<List<ChangeBody>> suspend(SqlConnection transaction, ApiCall call, String agent) {
        return transaction
                .preparedQuery(
                        "SELECT owner_id FROM auth.agent WHERE workspace_id = $1 AND agent_id = $2")
                .execute(Tuple.of(call.workspace(), agent))
                .map(rows -> Columns.first(rows, row -> row.getString("owner_id")))
                .chain(owner ->
                        owner.filter(person -> !call.answersFor(person))
                                .map(_ -> hold(transaction, call.workspace(), agent))
                                .orElseGet(() -> Uni.createFrom().item(List.of())));
    }

    private static Uni<List<ChangeBody>> hold(
            SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET held = array_append(held, 'status'),
                            version = version + CASE WHEN suspended_at IS NULL THEN 0 ELSE 1 END
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                            AND NOT held @> ARRAY['status']
                        """)
                .execute(Tuple.of(workspace, agent))
                .replaceWith(List.of());
    }
}
