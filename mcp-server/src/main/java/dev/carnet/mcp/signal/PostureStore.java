package dev.carnet.mcp.signal;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/// Counts the flaws of a workspace, a thousand of each at most.
@Singleton
final class PostureStore {

    private static final String COUNTS =
            """
            SELECT
              (SELECT count(*) FROM (SELECT FROM auth.agent
                WHERE workspace_id = $1 AND deleted_at IS NULL AND suspended_at IS NULL
                  AND enrolled_at IS NULL LIMIT 1000) a) AS agents_without_key,
              (SELECT count(*) FROM (SELECT FROM watch.security_event
                WHERE workspace_id = $1 AND resolved_at IS NULL AND severity = 'critical'
                  AND (snoozed_until IS NULL OR snoozed_until <= $2) LIMIT 1000) c)
                AS events_critical,
              (SELECT count(*) FROM (SELECT FROM watch.security_event
                WHERE workspace_id = $1 AND resolved_at IS NULL AND severity = 'warning'
                  AND (snoozed_until IS NULL OR snoozed_until <= $2) LIMIT 1000) w)
                AS events_warning,
              (SELECT count(*) FROM (SELECT FROM auth.api_key k
                LEFT JOIN gateway.key_use u
                  ON u.workspace_id = k.workspace_id AND u.key_id = k.key_id
                WHERE k.workspace_id = $1 AND k.revoked_at IS NULL
                  AND (k.expires_at IS NULL OR k.expires_at > $2)
                  AND coalesce(u.used_at, k.created_at) < $2 - interval '90 days'
                LIMIT 1000) u) AS keys_unused,
              (SELECT count(*) FROM (SELECT FROM auth.api_key
                WHERE workspace_id = $1 AND revoked_at IS NULL
                  AND (expires_at IS NULL OR expires_at > $2)
                  AND created_at < $2 - interval '1 year' LIMIT 1000) o) AS keys_old,
              (SELECT count(*) FROM (SELECT FROM gateway.server
                WHERE workspace_id = $1 AND approved_shape IS NULL AND rejected_at IS NULL
                LIMIT 1000) s)
                AS servers_unapproved,
              (SELECT count(*) FROM (SELECT FROM gateway.definition
                WHERE workspace_id = $1 AND state = 'changed' LIMIT 1000) d)
                AS definitions_changed,
              (SELECT count(*) FROM auth.workspace
                WHERE workspace_id = $1 AND NOT require_second_factor) AS second_factor_optional
            """;

    Uni<Map<Flaw, Long>> counts(SqlClient client, String workspace, Instant at) {
        return client.preparedQuery(COUNTS)
                .execute(Tuple.of(workspace, Columns.time(at)))
                .map(rows -> counts(rows.iterator().next()));
    }

    private static Map<Flaw, Long> counts(Row row) {
        var counts = new EnumMap<Flaw, Long>(Flaw.class);
        for (Flaw flaw : Flaw.values()) {
            counts.put(flaw, row.getLong(flaw.wire()));
        }
        return counts;
    }
}
