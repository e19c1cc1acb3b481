package dev.carnet.mcp.legacy;

import dev.carnet.mcp.legacy.Note.Kind;
import dev.carnet.mcp.limit.Limits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is noted about sessions, looked up at most once a second per session. Nothing is decided by
/// it: a session that another replica ended is refused a second later at most.
@ApplicationScoped
public class Sessions {

    private final NoteStore notes;
    private final Clock clock;
    private final Map<String, Known> known =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                            return size() > Limits.SESSIONS_KNOWN;
                        }
                    });

    private record Known(SessionState state, Instant until) {}

    Sessions(NoteStore notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    /// The state of a session, a second old at most.
    Uni<SessionState> state(Session session) {
        Known one = known.get(session.id());
        return one != null && clock.instant().isBefore(one.until())
                ? Uni.createFrom().item(one.state())
                : notes.about(session).map(SessionState::of).invoke(state -> keep(session, state));
    }

    /// The session is over.
    Uni<Void> end(Session session) {
        return changed(session, notes.put(Note.of(session, Kind.END, "", "")));
    }

    /// The client wants that level from now on.
    Uni<Void> level(Session session, String level) {
        return changed(session, notes.put(Note.of(session, Kind.LEVEL, "", level)));
    }

    /// The client watches a resource.
    Uni<Void> watch(Session session, String uri) {
        return changed(session, notes.put(Note.of(session, Kind.WATCH, uri, "")));
    }

    /// The client watches it no longer.
    Uni<Void> unwatch(Session session, String uri) {
        return changed(session, notes.remove(Note.of(session, Kind.WATCH, uri, "")));
    }

    private Uni<Void> changed(Session session, Uni<Void> change) {
        return change.invoke(() -> known.remove(session.id()));
    }

    private void keep(Session session, SessionState state) {
        known.put(session.id(), new Known(state, clock.instant().plus(Limits.SESSION_FRESH)));
    }
}
