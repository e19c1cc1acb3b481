package dev.carnet.mcp.gate;

import dev.carnet.mcp.tool.Demand;
import dev.carnet.shared.gate.GateState;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A row of `gateway.gate` as a record.
final class GateRow {

    private GateRow() {}

    static Gate gate(Row row) {
        return new Gate(
                ask(row),
                GateState.of(row.getString("state")),
                row.getString("why"),
                row.getInteger("version"),
                texts(row, "approved_by"),
                Optional.ofNullable(row.getString("decided_by")),
                time(row, "created_at").orElseThrow(),
                time(row, "expires_at").orElseThrow(),
                time(row, "decided_at"),
                time(row, "ended_at"),
                time(row, "escalated_at").isPresent(),
                Optional.ofNullable(row.getString("run_id")),
                new Gate.At(row.getString("server_name"), row.getString("server_address")),
                new Gate.Sealed(
                        bytes(row, "arguments_sealed"),
                        bytes(row, "edited_sealed"),
                        bytes(row, "remark_sealed"),
                        bytes(row, "result_sealed"),
                        bytes(row, "asked_sealed")));
    }

    private static Gate.Ask ask(Row row) {
        return new Gate.Ask(
                row.getString("workspace_id"),
                row.getString("gate_id"),
                bytes(row, "binding").orElseThrow(),
                new Gate.Who(
                        row.getString("principal"),
                        row.getString("subject"),
                        Optional.ofNullable(row.getString("person_id")),
                        texts(row, "involved"),
                        texts(row, "ties"),
                        row.getLong("seq")),
                row.getString("thing"),
                row.getString("toolset"),
                row.getString("name"),
                row.getString("server"),
                row.getString("tool"),
                row.getString("pin"),
                row.getString("schema"),
                new Reach(
                        row.getString("class"),
                        row.getString("description"),
                        row.getBoolean("repeatable"),
                        row.getBoolean("open_world")),
                demand(row));
    }

    private static Demand demand(Row row) {
        Instant created = time(row, "created_at").orElseThrow();
        return new Demand(
                Demand.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("rule"),
                row.getLong("policy_version"),
                row.getString("reason"),
                row.getString("consequences"),
                both(row, "roles", "people"),
                row.getInteger("quorum"),
                Duration.between(created, time(row, "expires_at").orElseThrow()),
                time(row, "escalates_at")
                        .map(at -> Duration.between(created, at))
                        .orElse(Duration.ZERO),
                both(row, "later_roles", "later_people"));
    }

    private static Set<String> both(Row row, String roles, String people) {
        return Stream.concat(texts(row, roles).stream(), texts(row, people).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> texts(Row row, String column) {
        return Arrays.stream(row.getArrayOfStrings(column)).toList();
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static Optional<Buffer> bytes(Row row, String column) {
        return Optional.ofNullable(row.getBuffer(column))
                .map(buffer -> Buffer.buffer(buffer.getBytes()));
    }
}
