package dev.carnet.auth.watch;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;

/// Removes from `watch.security_event` and `watch.detector_setting` what nobody needs any more.
/// What nobody looked at, an order that waits, and the setting that holds stay however old they
/// are.
@Singleton
final class OldEventStore {

    /// Removes a batch of events that were looked at before that, and says how many.
    Uni<Integer> removeEvents(SqlConnection transaction, Instant before, int most) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM watch.security_event e USING (
                          SELECT workspace_id, id FROM watch.security_event
                          WHERE resolved_at < $1 AND action <> 'wanted'
                          ORDER BY resolved_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS old
                        WHERE e.workspace_id = old.workspace_id AND e.id = old.id
                        """)
                .execute(Tuple.of(Columns.time(before), most))
                .map(rows -> rows.rowCount());
    }

    /// Removes a batch of settings that another one followed before that, and says how many.
    Uni<Integer> removeSettings(SqlConnection transaction, Instant before, int most) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM watch.detector_setting d USING (
                          SELECT s.workspace_id, s.detector, s.agent_id, s.version
                          FROM watch.detector_setting s
                          WHERE s.made_at < $1 AND EXISTS (SELECT FROM watch.detector_setting n
                            WHERE n.workspace_id = s.workspace_id AND n.detector = s.detector
                              AND n.agent_id = s.agent_id AND n.version > s.version
                              AND n.made_at < $1)
                          ORDER BY s.made_at LIMIT $2) AS old
                        WHERE d.workspace_id = old.workspace_id AND d.detector = old.detector
                          AND d.agent_id = old.agent_id AND d.version = old.version
                        """)
                .execute(Tuple.of(Columns.time(before), most))
                .map(rows -> rows.rowCount());
    }
}
