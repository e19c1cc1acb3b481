package dev.carnet.mcp.legacy;

import dev.carnet.mcp.legacy.Note.Kind;
import dev.carnet.mcp.limit.Limits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/// Notes between replicas about sessions of earlier revisions. Any replica may write one about a
/// session it could open; an answer or a cancellation is taken once, by the replica that waits for
/// it. Losing a note loses an answer, a level or the end of a session, never a decision.
@ApplicationScoped
public class NoteStore {

    private final Pool pool;

    NoteStore(Pool pool) {
        this.pool = pool;
    }

    /// Writes or replaces a note.
    Uni<Void> put(Note note) {
        return pool.preparedQuery(
                        """
                        INSERT INTO gateway.session_note (workspace_id, session_id, kind, key, body)
                        VALUES ($1, $2, $3, $4, $5)
                        ON CONFLICT (workspace_id, session_id, kind, key)
                        DO UPDATE SET body = excluded.body, at = clock_timestamp()
                        """)
                .execute(
                        Tuple.of(
                                note.workspace(),
                                note.session(),
                                note.kind().wire(),
                                note.key(),
                                note.body()))
                .replaceWithVoid();
    }

    /// Removes a note, if it is there.
    Uni<Void> remove(Note note) {
        return pool.preparedQuery(
                        """
                        DELETE FROM gateway.session_note
                        WHERE workspace_id = $1 AND session_id = $2 AND kind = $3 AND key = $4
                        """)
                .execute(Tuple.of(note.workspace(), note.session(), note.kind().wire(), note.key()))
                .replaceWithVoid();
    }

    /// What is noted about a session itself.
    Uni<List<Note>> about(Session session) {
        return pool.preparedQuery(
                        """
                        SELECT workspace_id, session_id, kind, key, body FROM gateway.session_note
                        WHERE workspace_id = $1 AND session_id = $2
                          AND kind IN ('end', 'level', 'watch')
                        """)
                .execute(Tuple.of(session.workspace(), session.id()))
                .map(NoteStore::notes);
    }

    /// Takes those notes out that are there, whatever their bodies.
    Uni<List<Note>> take(List<Note> wanted) {
        return pool.preparedQuery(
                        """
                        DELETE FROM gateway.session_note n
                        USING unnest($1::text[], $2::text[], $3::text[], $4::text[])
                          AS w (workspace_id, session_id, kind, key)
                        WHERE n.workspace_id = w.workspace_id AND n.session_id = w.session_id
                          AND n.kind = w.kind AND n.key = w.key
                        RETURNING n.workspace_id, n.session_id, n.kind, n.key, n.body
                        """)
                .execute(
                        Tuple.of(
                                wanted.stream().map(Note::workspace).toArray(String[]::new),
                                wanted.stream().map(Note::session).toArray(String[]::new),
                                wanted.stream()
                                        .map(one -> one.kind().wire())
                                        .toArray(String[]::new),
                                wanted.stream().map(Note::key).toArray(String[]::new)))
                .map(NoteStore::notes);
    }

    /// Forgets notes of sessions that are too old to be opened, and those that no call can wait for
    /// any more.
    Uni<Void> sweep() {
        return pool.preparedQuery(
                        """
                        DELETE FROM gateway.session_note
                        WHERE at < clock_timestamp() - make_interval(secs => $1)
                           OR (kind IN ('answer', 'cancel')
                               AND at < clock_timestamp() - make_interval(secs => $2))
                        """)
                .execute(
                        Tuple.of(
                                (double) Limits.SESSION_TIME.toSeconds(),
                                (double) Limits.CALL_TIME.toSeconds()))
                .replaceWithVoid();
    }

    private static List<Note> notes(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(NoteStore::note).toList();
    }

    private static Note note(Row row) {
        return new Note(
                row.getString("workspace_id"),
                row.getString("session_id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("key"),
                row.getString("body"));
    }
}
