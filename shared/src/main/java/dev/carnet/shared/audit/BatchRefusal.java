package dev.carnet.shared.audit;

import io.vertx.pgclient.PgException;
import java.util.Set;

/// What to do after the server refused a statement of a batch, by its SQLSTATE (PostgreSQL manual,
/// appendix A).
enum BatchRefusal {
    /// Somebody else has settled something of it: look up what is there already.
    LOOK_UP,
    /// The same again may succeed: a deadlock, a lock that took too long.
    TRY_AGAIN,
    /// The session is of no use any more: shutting down, read-only, gone.
    RECONNECT,
    /// One event of the batch is not acceptable.
    BLAME;

    private static final Set<String> SETTLED = Set.of(BatchStore.DOES_NOT_FIT, "23505");
    private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "57014");
    private static final Set<String> SESSION = Set.of("08", "25", "57");

    static BatchRefusal of(PgException refusal) {
        String state = refusal.getSqlState();
        if (SETTLED.contains(state)) {
            return LOOK_UP;
        }
        if (PASSING.contains(state)) {
            return TRY_AGAIN;
        }
        return SESSION.contains(state.substring(0, 2)) ? RECONNECT : BLAME;
    }
}
