package dev.carnet.auth.revocation;

import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.change.ChangeBody.KeyChanged;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The table `auth.revocation`, and the ends of rows that a revocation brings with it. A row's
/// number is that of its feed row, so both are written by one statement; whoever wrote one without
/// the other would leave tokens alive on some replica.
final class RevocationStore {

    private static final String RECORD =
            """
            WITH numbered AS (
              SELECT feed.append(kind, $1, body) AS seq
              FROM (SELECT * FROM unnest($6::text[], $7::text[]) WITH ORDINALITY AS t(kind, body, place)
                    ORDER BY place) AS changes)
            INSERT INTO auth.revocation (workspace_id, type, id, reason, keep_until, seq)
            SELECT $1, $2, $3, $4, $5, max(seq) FROM numbered
            ON CONFLICT (workspace_id, type, id) DO UPDATE SET
              seq = excluded.seq, reason = excluded.reason,
              revoked_at = clock_timestamp(), keep_until = excluded.keep_until
            RETURNING seq
            """;

    /// The order as it is carried out: a passport that was renewed ends as what it was first.
    Uni<RevocationOrder> meant(SqlClient client, RevocationOrder order) {
        return order.type() == RevocationType.PASSPORT
                ? client.preparedQuery(EndingSql.LINE)
                        .execute(Tuple.of(order.workspace(), order.id()))
                        .map(rows -> rows.size() == 0 ? order : order.of(line(rows)))
                : Uni.createFrom().item(order);
    }

    /// Where a connection leads: passports name the server and not the connection.
    Uni<Optional<String>> serverOf(SqlConnection transaction, RevocationOrder order) {
        return order.type() == RevocationType.CONNECTION
                ? transaction
                        .preparedQuery(
                                """
                                SELECT server_id FROM gateway.connection
                                WHERE workspace_id = $1 AND connection_id = $2
                                UNION SELECT server_id FROM gateway.disconnection
                                WHERE workspace_id = $1 AND connection_id = $2
                                """)
                        .execute(Tuple.of(order.workspace(), order.id()))
                        .map(rows ->
                                Columns.list(rows, row -> row.getString("server_id")).stream()
                                        .findFirst())
                : Uni.createFrom().item(Optional.empty());
    }

    private static String line(RowSet<Row> rows) {
        return rows.iterator().next().getString("line");
    }

    /// Ends the rows that the order concerns.
    Uni<Effects> end(SqlConnection transaction, RevocationOrder order) {
        return switch (order.type()) {
            case PASSPORT -> effects(transaction, EndingSql.PASSPORT, order);
            case TOKEN -> effects(transaction, EndingSql.TOKEN, order);
            case GRANT -> effects(transaction, EndingSql.GRANT, order);
            case CLIENT -> effects(transaction, EndingSql.CLIENT, order);
            case AGENT -> effects(transaction, EndingSql.AGENT, order);
            case AGENT_PASSPORTS -> effects(transaction, EndingSql.AGENT_PASSPORTS, order);
            case ISSUER -> effects(transaction, EndingSql.ISSUER, order);
            case RULE -> effects(transaction, EndingSql.RULE, order);
            case CONNECTION -> effects(transaction, DisconnectingSql.CONNECTION, order);
            case SERVER -> effects(transaction, DisconnectingSql.SERVER, order);
            case WORKSPACE ->
                    withKeys(
                            transaction,
                            KeySql.EVERY_KEY,
                            order,
                            effects(transaction, EndingSql.WORKSPACE, order));
            case KEY ->
                    withKeys(
                            transaction,
                            KeySql.KEY,
                            order,
                            effects(transaction, KeySql.KEY_FOUND, order));
            case MEMBER ->
                    withKeys(
                            transaction,
                            KeySql.PERSONAL_KEYS,
                            order,
                            effects(transaction, EndingSql.MEMBER, order));
        };
    }

    /// Writes the revocation and everything replicas must learn, as the transaction's last
    /// statement, and answers its number.
    Uni<Long> record(
            SqlConnection transaction, RevocationOrder order, Effects effects, Instant keepUntil) {
        var bodies = new ArrayList<ChangeBody>(effects.changes());
        bodies.add(new Revoked(order.type().kept(), order.id(), order.reason(), keepUntil));
        return transaction
                .preparedQuery(RECORD)
                .execute(
                        Tuple.from(
                                List.of(
                                        order.workspace(),
                                        order.type().kept(),
                                        order.id(),
                                        order.reason(),
                                        keepUntil.atOffset(ZoneOffset.UTC),
                                        texts(bodies, ChangeBody::kind),
                                        texts(bodies, ChangeBody::json))))
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    /// Forgets what nothing alive can be concerned by any more.
    Uni<Integer> forgetOld(SqlClient client) {
        return client.query("DELETE FROM auth.revocation WHERE keep_until < clock_timestamp()")
                .execute()
                .map(rows -> rows.rowCount());
    }

    private static String[] texts(List<ChangeBody> bodies, Function<ChangeBody, String> part) {
        return bodies.stream().map(part).toArray(String[]::new);
    }

    private static Uni<Effects> effects(
            SqlConnection transaction, String sql, RevocationOrder order) {
        return transaction
                .preparedQuery(sql)
                .execute(Tuple.of(order.workspace(), order.id()))
                .map(RevocationStore::effects);
    }

    private static Effects effects(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return new Effects(
                    false, false, Map.of(), List.of(), Optional.empty(), Cascade.NONE, List.of());
        }
        Row row = rows.iterator().next();
        var counts = new HashMap<String, Integer>();
        for (String kind : Effects.KINDS) {
            if (row.getColumnIndex(kind) >= 0) {
                counts.put(kind, row.getInteger(kind));
            }
        }
        return new Effects(
                row.getBoolean("found"),
                row.getBoolean("over"),
                Map.copyOf(counts),
                agent(row),
                time(row, "last_expiry"),
                cascade(row),
                texts(row, "places"));
    }

    private static Cascade cascade(Row row) {
        return Cascade.of(texts(row, "lines").stream().map(RevocationStore::line).toList());
    }

    /// What a column lists, if the statement has it and found anything.
    private static List<String> texts(Row row, String column) {
        return row.getColumnIndex(column) < 0 || row.getValue(column) == null
                ? List.of()
                : List.of(row.getArrayOfStrings(column));
    }

    private static Cascade.Line line(String text) {
        String[] parts = text.split(" ", 3);
        return new Cascade.Line(
                parts[0], Optional.of(parts[1]).filter(parent -> !parent.equals("-")), parts[2]);
    }

    /// The agent is suspended now, whether or not it was before.
    private static List<ChangeBody> agent(Row row) {
        return row.getColumnIndex("agent_id") < 0 || row.getBoolean("deleted")
                ? List.of()
                : List.of(
                        new AgentChanged(
                                new AgentState(
                                        row.getString("agent_id"),
                                        row.getString("owner_id"),
                                        row.getString("name"),
                                        AgentState.Status.SUSPENDED)));
    }

    private static Uni<Effects> withKeys(
            SqlConnection transaction, String sql, RevocationOrder order, Uni<Effects> before) {
        return before.chain(effects ->
                transaction
                        .preparedQuery(sql)
                        .execute(Tuple.of(order.workspace(), order.id()))
                        .map(rows -> effects.with(keys(rows), "keys")));
    }

    private static List<KeyChanged> keys(RowSet<Row> rows) {
        var keys = new ArrayList<KeyChanged>(rows.size());
        for (Row row : rows) {
            keys.add(new KeyChanged(revoked(row)));
        }
        return keys;
    }

    private static KeyState revoked(Row row) {
        return new KeyState(
                row.getString("key_id"),
                row.getString("name"),
                row.getString("kind").equals("personal"),
                row.getString("access").equals("write"),
                row.getString("person_id"),
                Base64.getEncoder().encodeToString(row.getBuffer("mac").getBytes()),
                row.getString("pepper_version"),
                time(row, "expires_at"),
                true);
    }

    private static Optional<Instant> time(Row row, String column) {
        return row.getColumnIndex(column) < 0
                ? Optional.empty()
                : Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}
