package dev.carnet.mcp.signal;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Severity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/// Writes `watch.detector_setting`: each change is the next version, and none is ever changed. The
/// lock of a workspace is taken first, so that versions are numbered without gaps.
@Singleton
final class DetectorSettingStore {

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('detectors ' || $1, 0))";

    Uni<Void> lock(SqlConnection transaction, String workspace) {
        return transaction.preparedQuery(LOCK).execute(Tuple.of(workspace)).replaceWithVoid();
    }

    /// @param agent empty for the whole workspace
    Uni<Long> write(
            SqlConnection transaction,
            String workspace,
            Detector detector,
            String agent,
            Setting setting,
            String by,
            Instant at) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO watch.detector_setting (workspace_id, detector, agent_id, version,
                          enabled, severity, threshold, window_seconds, revoke, made_by, made_at)
                        SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8, $9, $10
                        FROM watch.detector_setting
                        WHERE workspace_id = $1 AND detector = $2 AND agent_id = $3
                        RETURNING version
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(detector.wire())
                                .addString(agent)
                                .addValue(setting.enabled().orElse(null))
                                .addString(setting.severity().map(Severity::wire).orElse(null))
                                .addValue(setting.threshold().orElse(null))
                                .addValue(
                                        setting.window()
                                                .map(Duration::toSeconds)
                                                .map(Math::toIntExact)
                                                .orElse(null))
                                .addValue(setting.revoke().orElse(null))
                                .addString(by)
                                .addOffsetDateTime(Columns.time(at)))
                .map(rows -> rows.iterator().next().getLong("version"));
    }
}
