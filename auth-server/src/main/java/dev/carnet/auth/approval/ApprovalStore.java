package dev.carnet.auth.approval;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.gate.DecisionStore;
import dev.carnet.shared.gate.GateState;
import dev.carnet.shared.standing.FactorStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads `gateway.gate` for people; decisions are made by `DecisionStore` alone. Who may neither
/// decide nor asked does not see a gate at all.
@Singleton
final class ApprovalStore {

    private static final String SELECT =
            """
            SELECT g.workspace_id, w.name AS workspace_name, g.gate_id, g.kind, g.state, g.name,
                g.server, CASE g.thing WHEN 'tool' THEN g.tool
                    ELSE g.thing || ' ' || g.tool END AS tool,
                g.class, g.description, g.repeatable, g.open_world, g.server_name, g.server_address,
                g.reason, g.consequences, g.schema, g.arguments_sealed, g.edited_sealed, g.remark_sealed, g.version, g.quorum, g.created_at, g.expires_at,
                %1$s AS may, %2$s AS lacks_factor, $1 = ANY (g.approved_by) AS said,
                coalesce((SELECT p.name || ' <' || p.email || '>' FROM auth.person p
                    WHERE p.person_id = g.person_id), '') AS person,
                ARRAY(SELECT CASE split_part(tie, ':', 1)
                        WHEN 'agent' THEN 'agent ' || coalesce((SELECT a.name FROM auth.agent a
                            WHERE a.workspace_id = g.workspace_id
                                AND a.agent_id = substr(tie, 7)), substr(tie, 7))
                        WHEN 'client' THEN coalesce((SELECT c.name FROM auth.client c
                            WHERE c.client_id = substr(tie, 8)), substr(tie, 8))
                        ELSE 'key ' || coalesce((SELECT k.name FROM auth.api_key k
                            WHERE k.workspace_id = g.workspace_id
                                AND k.key_id = substr(tie, 5)), substr(tie, 5)) END
                    FROM unnest(g.ties) AS tie
                    WHERE split_part(tie, ':', 1) IN ('agent', 'client', 'key')) AS through,
                ARRAY(SELECT p.name FROM auth.person p
                    WHERE p.person_id = ANY (g.approved_by) ORDER BY p.name) AS approved,
                (SELECT p.name FROM auth.person p WHERE p.person_id = g.edited_by) AS editor,
                (SELECT p.name FROM auth.person p WHERE p.person_id = g.decided_by) AS decider
            FROM gateway.gate g JOIN auth.workspace w ON w.workspace_id = g.workspace_id
            """
                    .formatted(DecisionStore.may("$1"), FactorStore.lacks("w", "$1"));

    private static final String CONCERNS =
            "(g.person_id = $1 OR g.decided_by = $1 OR $1 = ANY (g.approved_by) OR %s)"
                    .formatted(DecisionStore.reaches("$1"));

    /// Where a page of the list begins.
    record Position(Instant at, String gate) {}

    /// What waits for this person, or for somebody else at this person's request, oldest first.
    Uni<List<Approval>> waiting(
            SqlClient client, String person, Optional<Position> after, int limit, Instant now) {
        return client.preparedQuery(
                        SELECT
                                + """
                                WHERE g.state = 'waiting' AND g.expires_at > $2
                                    AND ($3::timestamptz IS NULL
                                        OR (g.created_at, g.gate_id) > ($3, $4::text))
                                    AND \
                                """
                                + CONCERNS
                                + " ORDER BY g.created_at, g.gate_id LIMIT $5")
                .execute(
                        Tuple.tuple()
                                .addString(person)
                                .addOffsetDateTime(Columns.time(now))
                                .addOffsetDateTime(
                                        after.map(from -> Columns.time(from.at())).orElse(null))
                                .addString(after.map(Position::gate).orElse(null))
                                .addInteger(limit))
                .map(rows -> Columns.list(rows, ApprovalStore::approval));
    }

    /// That gate, if it concerns this person.
    Uni<Optional<Approval>> find(SqlClient client, String person, String gate) {
        return client.preparedQuery(SELECT + " WHERE g.gate_id = $2 AND " + CONCERNS)
                .execute(Tuple.of(person, gate))
                .map(rows -> Columns.first(rows, ApprovalStore::approval));
    }

    /// A gate of which nobody was told.
    record Untold(
            String workspace,
            String gate,
            String name,
            String server,
            String reason,
            String consequences,
            Approval.Effect effect,
            boolean again,
            Instant expiresAt) {}

    /// Takes gates that people are to be written to about, in the transaction that puts the mail.
    Uni<List<Untold>> takeUntold(SqlConnection transaction, int limit, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET mailed = notices
                        WHERE (workspace_id, gate_id) IN (
                            SELECT workspace_id, gate_id FROM gateway.gate
                            WHERE state = 'waiting' AND mailed < notices AND expires_at > $2
                            ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
                        RETURNING workspace_id, gate_id, name, server, reason, consequences,
                            notices, expires_at, class, description, repeatable, open_world,
                            server_name, server_address
                        """)
                .execute(Tuple.of(limit, Columns.time(now)))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Untold(
                                                row.getString("workspace_id"),
                                                row.getString("gate_id"),
                                                row.getString("name"),
                                                row.getString("server"),
                                                row.getString("reason"),
                                                row.getString("consequences"),
                                                Approval.Effect.of(row),
                                                row.getInteger("notices") > 1,
                                                Columns.instant(row, "expires_at"))));
    }

    /// The addresses of those who may decide about that gate now.
    Uni<List<String>> deciders(SqlConnection transaction, Untold gate, int limit) {
        return transaction
                .preparedQuery(
                        """
                        SELECT who.email FROM gateway.gate g
                        JOIN auth.member place ON place.workspace_id = g.workspace_id
                        JOIN auth.person who ON who.person_id = place.person_id
                        WHERE g.workspace_id = $1 AND g.gate_id = $2 AND \
                        """
                                + DecisionStore.may("who.person_id")
                                + " ORDER BY who.person_id LIMIT $3")
                .execute(Tuple.of(gate.workspace(), gate.gate(), limit))
                .map(rows -> Columns.list(rows, row -> row.getString("email")));
    }

    private static Approval approval(Row row) {
        return new Approval(
                row.getString("workspace_id"),
                row.getString("workspace_name"),
                row.getString("gate_id"),
                row.getString("kind").equals("confirm"),
                row.getBoolean("may"),
                row.getBoolean("lacks_factor"),
                row.getBoolean("said"),
                GateState.of(row.getString("state")),
                asked(row),
                new Approval.Contents(
                        bytes(row, "arguments_sealed"),
                        bytes(row, "edited_sealed"),
                        bytes(row, "remark_sealed")),
                row.getInteger("version"),
                texts(row, "approved"),
                row.getInteger("quorum"),
                Optional.ofNullable(row.getString("editor")),
                Optional.ofNullable(row.getString("decider")),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"));
    }

    private static Approval.Asked asked(Row row) {
        return new Approval.Asked(
                row.getString("person"),
                texts(row, "through"),
                row.getString("name"),
                row.getString("server"),
                row.getString("tool"),
                row.getString("reason"),
                row.getString("consequences"),
                row.getString("schema"),
                Approval.Effect.of(row));
    }

    private static List<String> texts(Row row, String column) {
        return Arrays.stream(row.getArrayOfStrings(column)).toList();
    }

    private static Optional<Buffer> bytes(Row row, String column) {
        return Optional.ofNullable(row.getBuffer(column))
                .map(buffer -> Buffer.buffer(buffer.getBytes()));
    }
}
