package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The same through PostgreSQL: one row for each use that waits, written by the replica that holds
/// the session, answered once by any other. What is in it is sealed for that row and that
/// principal, and gone with it.
@Singleton
final class ReplicaStore implements Replicas {

    private final Pool pool;
    private final Sealer sealer;

    ReplicaStore(Pool pool, ServiceKeyset keyset) {
        this.pool = pool;
        this.sealer = keyset.sealer();
    }

    /// Takes out what nobody can wait for any more, too.
    @Override
    public Future<Void> announce(Place place) {
        return pool.preparedQuery(
                        """
                        WITH old AS (
                          DELETE FROM gateway.parked_use
                          WHERE at < clock_timestamp() - make_interval(secs => $5))
                        INSERT INTO gateway.parked_use (workspace_id, handle, server_id, principal)
                        VALUES ($1, $2, $3, $4)
                        """)
                .execute(
                        Tuple.of(
                                place.workspace(),
                                place.handle(),
                                place.serverId(),
                                place.principal(),
                                (double) UpstreamLimits.PARKED_TIME.multipliedBy(2).toSeconds()))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> answer(Place place, ObjectNode answers) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.parked_use SET answer = $5
                        WHERE workspace_id = $1 AND handle = $2 AND server_id = $3
                          AND principal = $4 AND answer IS NULL
                        """)
                .execute(
                        Tuple.of(
                                place.workspace(),
                                place.handle(),
                                place.serverId(),
                                place.principal(),
                                sealed(answers, "answer", place)))
                .map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Future<Map<Place, ObjectNode>> answered(Collection<Place> held) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.parked_use u SET taken = true
                        FROM unnest($1::text[], $2::text[]) AS w (workspace_id, handle)
                        WHERE u.workspace_id = w.workspace_id AND u.handle = w.handle
                          AND u.answer IS NOT NULL AND NOT u.taken
                        RETURNING u.workspace_id, u.handle, u.server_id, u.principal, u.answer
                        """)
                .execute(both(held))
                .map(rows -> {
                    var answers = new HashMap<Place, ObjectNode>();
                    for (Row row : rows) {
                        Place place = place(row);
                        opened(row.getBuffer("answer"), "answer", place)
                                .ifPresent(answer -> answers.put(place, answer));
                    }
                    return answers;
                });
    }

    @Override
    public Future<Set<Place>> wanted(Collection<Place> running) {
        return pool.preparedQuery(
                        """
                        SELECT u.workspace_id, u.handle, u.server_id, u.principal
                        FROM gateway.parked_use u
                        JOIN unnest($1::text[], $2::text[]) AS w (workspace_id, handle)
                          ON u.workspace_id = w.workspace_id AND u.handle = w.handle
                        """)
                .execute(both(running))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(ReplicaStore::place)
                                .collect(Collectors.toSet()));
    }

    private static Tuple both(Collection<Place> places) {
        return Tuple.tuple()
                .addArrayOfString(places.stream().map(Place::workspace).toArray(String[]::new))
                .addArrayOfString(places.stream().map(Place::handle).toArray(String[]::new));
    }

    private static Place place(Row row) {
        return new Place(
                row.getString("workspace_id"),
                row.getString("handle"),
                row.getString("server_id"),
                row.getString("principal"));
    }

    @Override
    public Future<Void> reply(Place place, Reply reply) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.parked_use SET reply = $3, answer = ''
                        WHERE workspace_id = $1 AND handle = $2 AND taken AND reply IS NULL
                        """)
                .execute(
                        Tuple.of(
                                place.workspace(),
                                place.handle(),
                                sealed(Parcelled.of(reply), "reply", place)))
                .mapEmpty();
    }

    @Override
    public Future<Word> word(Place place) {
        return pool.preparedQuery(
                        """
                        WITH had AS (
                          DELETE FROM gateway.parked_use
                          WHERE workspace_id = $1 AND handle = $2 AND reply IS NOT NULL
                          RETURNING reply)
                        SELECT (SELECT reply FROM had) AS reply,
                          EXISTS (SELECT FROM gateway.parked_use
                                  WHERE workspace_id = $1 AND handle = $2) AS there
                        """)
                .execute(Tuple.of(place.workspace(), place.handle()))
                .map(rows -> word(rows, place));
    }

    private Word word(RowSet<Row> rows, Place place) {
        Row row = rows.iterator().next();
        Optional<Reply> reply =
                Optional.ofNullable(row.getBuffer("reply"))
                        .flatMap(bytes -> opened(bytes, "reply", place))
                        .map(Parcelled::reply);
        return new Word(reply, row.getBoolean("there"));
    }

    @Override
    public Future<Boolean> leave(Place place, boolean untaken) {
        return pool.preparedQuery(
                        """
                        DELETE FROM gateway.parked_use
                        WHERE workspace_id = $1 AND handle = $2 AND NOT (taken AND $3)
                        """)
                .execute(Tuple.of(place.workspace(), place.handle(), untaken))
                .map(rows -> rows.rowCount() == 1);
    }

    private Buffer sealed(ObjectNode content, String what, Place place) {
        return Buffer.buffer(sealer.seal(Json.bytes(content), seal(what, place)));
    }

    private Optional<ObjectNode> opened(Buffer sealed, String what, Place place) {
        try {
            byte[] content = sealer.open(sealed.getBytes(), seal(what, place));
            return Json.MAPPER.readTree(content) instanceof ObjectNode json
                    ? Optional.of(json)
                    : Optional.empty();
        } catch (GeneralSecurityException | IOException notOurs) {
            return Optional.empty();
        }
    }

    private static String seal(String what, Place place) {
        return String.join(
                "\n",
                "parked-" + what,
                place.workspace(),
                place.handle(),
                place.serverId(),
                place.principal());
    }
}
