package dev.carnet.mcp.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.legacy.Note.Kind;
import dev.carnet.mcp.message.Json;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What one replica notes and another takes: two hand-overs over one database, one of which never
/// hears of the other except through PostgreSQL.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class HandoverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Inject NoteStore notes;
    @Inject Handover here;

    private final Session session = new Session("ws_1", "mcs_1", "2025-11-25", Json.object());

    @Test
    void brings_an_answer_that_arrived_at_another_replica() {
        var elsewhere = new Handover(notes, java.time.Clock.systemUTC());
        var got = new CopyOnWriteArrayList<String>();
        Note answer = Note.of(session, Kind.ANSWER, "question-1", "{\"result\":{}}");
        here.await(answer.address(), got::add);
        elsewhere.bring(answer).await().atMost(PATIENCE);
        for (int i = 0; i < 100 && got.isEmpty(); i++) {
            AuditTrail.pause();
        }
        assertEquals(List.of("{\"result\":{}}"), got);
        assertEquals(List.of(), notes.take(List.of(answer.address())).await().atMost(PATIENCE));
    }

    @Test
    void brings_an_answer_straight_to_who_waits_here() {
        var got = new CopyOnWriteArrayList<String>();
        Note answer = Note.of(session, Kind.ANSWER, "question-2", "x");
        here.await(answer.address(), got::add);
        here.bring(answer).await().atMost(PATIENCE);
        assertEquals(List.of("x"), got);
    }

    @Test
    void gives_a_note_to_one_taker_only() {
        Note note = Note.of(session, Kind.CANCEL, "7", "");
        notes.put(note).await().atMost(PATIENCE);
        var first = notes.take(List.of(note.address()));
        var second = notes.take(List.of(note.address()));
        int taken = first.await().atMost(PATIENCE).size() + second.await().atMost(PATIENCE).size();
        assertEquals(1, taken);
    }

    @Test
    void remembers_what_a_client_said_about_its_session() {
        var other = new Session("ws_2", "mcs_2", "2025-11-25", Json.object());
        var sessions = new Sessions(notes, java.time.Clock.systemUTC());
        var elsewhere = new Sessions(notes, java.time.Clock.systemUTC());
        sessions.level(other, "error").await().atMost(PATIENCE);
        sessions.watch(other, "test://a").await().atMost(PATIENCE);
        sessions.watch(other, "test://b").await().atMost(PATIENCE);
        sessions.unwatch(other, "test://a").await().atMost(PATIENCE);
        var state = elsewhere.state(other).await().atMost(PATIENCE);
        assertEquals("error", state.level().wire());
        assertEquals(java.util.Set.of("test://b"), state.watched());
        sessions.end(other).await().atMost(PATIENCE);
        assertTrue(sessions.state(other).await().atMost(PATIENCE).ended());
    }

    @Test
    void forgets_notes_of_sessions_that_are_too_old() {
        Note note = Note.of(session, Kind.WATCH, "test://old", "");
        notes.put(note).await().atMost(PATIENCE);
        World.current().write("UPDATE gateway.session_note SET at = now() - interval '8 days'");
        notes.sweep().await().atMost(PATIENCE);
        assertEquals(List.of(), notes.about(session).await().atMost(PATIENCE));
    }
}
