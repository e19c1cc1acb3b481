package dev.carnet.mcp.pin;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What is seen at the upstreams goes into `gateway.definition` here, and into `gateway.lookout`
/// when each is looked at. What was approved is never touched.
@Singleton
final class SightingStore {

    /// What a look changed.
    ///
    /// @param state that it has now
    record Moved(String kind, String name, String state) {}

    /// Writes what is listed. Answers what changed by it.
    Uni<List<Moved>> seen(
            SqlConnection transaction,
            Backend backend,
            List<Definition> definitions,
            List<List<Suspicion>> flags,
            Instant at) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.definition AS old (workspace_id, definition_id, server_id,
                            kind, name, state, seen_hash, seen, seen_at, flags, created_at)
                        SELECT $1, id, $2, kind, name, 'new', hash, seen, $8, flags, $8
                        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                            $9::text[]) AS t(id, kind, name, hash, seen, flags)
                        ON CONFLICT (workspace_id, server_id, kind, name)
                        DO UPDATE SET seen_hash = excluded.seen_hash, seen = excluded.seen,
                            seen_at = excluded.seen_at, flags = excluded.flags,
                            state = CASE WHEN old.state = 'hidden' THEN 'hidden'
                                WHEN old.approved_hash IS NULL THEN 'new'
                                WHEN old.approved_hash = excluded.seen_hash THEN 'approved'
                                ELSE 'changed' END
                        WHERE (old.seen_hash, old.flags) <> (excluded.seen_hash, excluded.flags)
                            OR old.state = 'gone'
                        RETURNING kind, name, state
                        """)
                .execute(parameters(backend, definitions, flags, at))
                .map(rows -> Columns.list(rows, SightingStore::moved));
    }

    private static Tuple parameters(
            Backend backend,
            List<Definition> definitions,
            List<List<Suspicion>> flags,
            Instant at) {
        return Tuple.of(backend.workspace(), backend.id())
                .addArrayOfString(strings(definitions.stream().map(_ -> Ids.fresh("def"))))
                .addArrayOfString(strings(definitions.stream().map(one -> one.kind().wire())))
                .addArrayOfString(strings(definitions.stream().map(Definition::name)))
                .addArrayOfString(strings(definitions.stream().map(Definition::hash)))
                .addArrayOfString(strings(definitions.stream().map(one -> one.json().toString())))
                .addOffsetDateTime(Columns.time(at))
                .addArrayOfString(strings(flags.stream().map(SightingStore::text)));
    }

    /// What is not listed any more: what was approved once is kept to be compared with.
    Uni<List<Moved>> gone(SqlConnection transaction, Backend backend, List<Definition> listed) {
        return transaction
                .preparedQuery(
                        """
                        WITH gone AS (
                            SELECT definition_id, approved_hash FROM gateway.definition AS one
                            WHERE workspace_id = $1 AND server_id = $2
                                AND state NOT IN ('gone', 'hidden')
                                AND NOT EXISTS (
                                    SELECT FROM unnest($3::text[], $4::text[]) AS t(kind, name)
                                    WHERE t.kind = one.kind AND t.name = one.name)),
                          forgotten AS (
                            DELETE FROM gateway.definition USING gone
                            WHERE workspace_id = $1
                                AND definition.definition_id = gone.definition_id
                                AND gone.approved_hash IS NULL
                            RETURNING kind, name, 'gone' AS state),
                          kept AS (
                            UPDATE gateway.definition SET state = 'gone' FROM gone
                            WHERE workspace_id = $1
                                AND definition.definition_id = gone.definition_id
                                AND gone.approved_hash IS NOT NULL
                            RETURNING kind, name, state)
                        SELECT * FROM forgotten UNION ALL SELECT * FROM kept
                        """)
                .execute(
                        Tuple.of(backend.workspace(), backend.id())
                                .addArrayOfString(
                                        strings(listed.stream().map(one -> one.kind().wire())))
                                .addArrayOfString(strings(listed.stream().map(Definition::name))))
                .map(rows -> Columns.list(rows, SightingStore::moved));
    }

    /// What is known of that upstream, whatever its state, each by its {@link Sighting#key}.
    Uni<Set<String>> known(SqlClient client, Backend backend) {
        return client.preparedQuery(
                        """
                        SELECT kind, name FROM gateway.definition
                        WHERE workspace_id = $1 AND server_id = $2
                        """)
                .execute(Tuple.of(backend.workspace(), backend.id()))
                .map(rows ->
                        Set.copyOf(
                                Columns.list(
                                        rows,
                                        row ->
                                                Sighting.key(
                                                        row.getString("kind"),
                                                        row.getString("name")))));
    }

    /// What other upstreams of the workspace call their things of that kind.
    Uni<List<Neighbour>> neighbours(SqlClient client, Backend backend, Kind kind) {
        return client.preparedQuery(
                        """
                        SELECT server_id, name FROM gateway.definition
                        WHERE workspace_id = $1 AND server_id <> $2 AND kind = $3
                            AND state IN ('approved', 'changed')
                        ORDER BY server_id, name LIMIT $4
                        """)
                .execute(
                        Tuple.of(backend.workspace(), backend.id(), kind.wire(), Limits.NEIGHBOURS))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Neighbour(
                                                row.getString("server_id"),
                                                row.getString("name"))));
    }

    /// Takes the turn to look at an upstream, if it is due and nobody else took it.
    Uni<Boolean> turn(SqlClient client, Backend backend, Instant now, Instant next) {
        return client.preparedQuery(
                        """
                        INSERT INTO gateway.lookout (workspace_id, server_id, next_at)
                        VALUES ($1, $2, $4)
                        ON CONFLICT (workspace_id, server_id) DO UPDATE SET next_at = $4
                        WHERE lookout.next_at <= $3
                        """)
                .execute(
                        Tuple.of(
                                backend.workspace(),
                                backend.id(),
                                Columns.time(now),
                                Columns.time(next)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Numbers a look that begins now. Of two looks the one with the higher number asked later.
    Uni<Long> begin(SqlClient client, Backend backend, Instant now) {
        return client.preparedQuery(
                        """
                        INSERT INTO gateway.lookout (workspace_id, server_id, next_at, begun)
                        VALUES ($1, $2, $3, 1)
                        ON CONFLICT (workspace_id, server_id) DO UPDATE SET begun = lookout.begun + 1
                        RETURNING begun
                        """)
                .execute(Tuple.of(backend.workspace(), backend.id(), Columns.time(now)))
                .map(rows -> rows.iterator().next().getLong("begun"));
    }

    /// What the look of that number came to, unless a later one was written before, or the server
    /// is gone; empty texts mean that it succeeded. One that failed saw nothing, so what was seen
    /// before is not older than it. Who may write holds the row until they have.
    Uni<Boolean> looked(
            SqlClient client, Backend backend, long look, Instant at, String fault, String text) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.lookout SET
                            noted = CASE WHEN $5 = '' THEN $3 ELSE noted END, looked_at = $4,
                            fault = NULLIF($5, ''), fault_text = NULLIF($6, '')
                        WHERE workspace_id = $1 AND server_id = $2 AND noted < $3
                        """)
                .execute(
                        Tuple.of(
                                backend.workspace(),
                                backend.id(),
                                look,
                                Columns.time(at),
                                fault,
                                text))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Moved moved(Row row) {
        return new Moved(row.getString("kind"), row.getString("name"), row.getString("state"));
    }

    private static String text(List<Suspicion> flags) {
        var json = Json.MAPPER.createArrayNode();
        flags.forEach(one -> json.add(one.json()));
        return json.toString();
    }

    private static String[] strings(Stream<String> texts) {
        return texts.toArray(String[]::new);
    }
}
