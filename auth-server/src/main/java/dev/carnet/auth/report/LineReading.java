package dev.carnet.auth.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.passport.Finding;
import dev.carnet.auth.report.PassportReport.Delegated;
import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.auth.report.PassportReport.Noticed;
import dev.carnet.auth.report.PassportReport.Said;
import dev.carnet.shared.desk.Columns;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/// Rows of `auth.passport_line` and of what hangs on it, as records.
final class LineReading {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LineReading() {}

    static Line line(Row row) {
        return new Line(
                row.getString("line"),
                text(row, "parent"),
                row.getString("passport_session"),
                row.getString("workspace_id"),
                row.getString("workspace_name"),
                row.getString("agent_id"),
                text(row, "agent_name").orElse(""),
                row.getString("owner_id"),
                row.getString("mode"),
                row.getString("intent"),
                row.getInteger("passports"),
                row.getString("state"),
                Columns.instant(row, "began_at"),
                Columns.instant(row, "seen_at"),
                Columns.optionalInstant(row, "ended_at"),
                text(row, "outcome"),
                text(row, "review_id"),
                text(row, "decision"));
    }

    static Said said(Row row) {
        return new Said(
                row.getString("kind"),
                Columns.instant(row, "at"),
                List.of(row.getArrayOfStrings("services_used")),
                row.getInteger("actions_count"),
                row.getInteger("calls_seen"),
                List.of(row.getArrayOfStrings("delegated_to")),
                row.getString("summary"),
                findings(row.getString("findings")));
    }

    static Delegated delegated(Row row) {
        return new Delegated(
                row.getString("line"),
                row.getString("agent_id"),
                text(row, "agent_name").orElse(""),
                Columns.instant(row, "began_at"),
                text(row, "outcome"));
    }

    static Noticed noticed(Row row) {
        return new Noticed(
                row.getString("id"),
                row.getString("kind"),
                row.getString("severity"),
                row.getString("message"),
                Columns.instant(row, "created_at"),
                row.getOffsetDateTime("resolved_at") != null);
    }

    private static List<Finding> findings(String json) {
        try {
            return List.of(JSON.readValue(json, Finding[].class));
        } catch (JsonProcessingException changed) {
            throw new IllegalStateException("findings that cannot be read", changed);
        }
    }

    static Optional<String> text(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }
}
