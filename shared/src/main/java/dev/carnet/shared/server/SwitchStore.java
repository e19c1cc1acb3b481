package dev.carnet.shared.server;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;

/// Whether a server of `gateway.server` may be called. Each statement counts at the version that
/// was looked at and at no other, so that nobody approves what they have not seen.
public final class SwitchStore {

    /// A server as somebody looked at it.
    public record Seen(String workspace, String server, int version) {

        private Tuple tuple() {
            return Tuple.of(workspace, server, version);
        }
    }

    /// Switches it on or off.
    public Uni<Boolean> enable(SqlConnection transaction, Seen seen, boolean enabled) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.server SET enabled = $4, version = version + 1
                        WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                        """)
                .execute(seen.tuple().addBoolean(enabled))
                .map(done -> done.rowCount() == 1);
    }

    /// Approves its address and authentication as they stood in that version.
    public Uni<Boolean> approve(SqlConnection transaction, Seen seen, String by, Instant at) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.server SET approved_shape = json_build_object(
                                'transport', transport, 'address', address,
                                'authentication', authentication::json,
                                'private_allowed', private_allowed)::text,
                            approved_by = $4, approved_at = $5, version = version + 1
                        WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                        """)
                .execute(seen.tuple().addString(by).addOffsetDateTime(Columns.time(at)))
                .map(done -> done.rowCount() == 1);
    }
}
