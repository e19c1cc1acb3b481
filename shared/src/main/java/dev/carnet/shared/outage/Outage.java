package dev.carnet.shared.outage;

import dev.carnet.shared.audit.AuditUnavailable;
import dev.carnet.shared.picture.PictureTooOld;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Something this service needs is away for now: whoever asked should try again (503), and nobody
/// has to look for a bug.
///
/// @param reason code for counters and logs: `audit_unavailable` or `database_unavailable`
/// @param line what happened, in one line for the service's own log
public record Outage(String reason, String line) {

    private static final int DEPTH = 16;

    /// Classes and codes of PostgreSQL (Appendix A of its manual): 08 connection, 28 the role may
    /// not enter, 53 out of connections, disk or memory, 58 the system failed, 57P… shutting down,
    /// crashed or starting; 57014 stopped by a time limit; 25006 a standby that takes no writes.
    private static final Pattern STATES = Pattern.compile("(08|28|53|58).{3}|57P..|57014|25006");

    /// The outage behind a failure; empty when it is a bug.
    public static Optional<Outage> in(Throwable failure) {
        return causes(failure, DEPTH).filter(Outage::away).findFirst().map(Outage::of);
    }

    private static Outage of(Throwable away) {
        String reason =
                away instanceof AuditUnavailable ? "audit_unavailable" : "database_unavailable";
        return new Outage(reason, away.toString());
    }

    private static Stream<Throwable> causes(Throwable failure, int depth) {
        List<Throwable> below =
                failure instanceof CompositeException several
                        ? several.getCauses()
                        : Optional.ofNullable(failure.getCause()).stream().toList();
        return depth == 0
                ? Stream.empty()
                : Stream.concat(
                        Stream.of(failure),
                        below.stream().flatMap(cause -> causes(cause, depth - 1)));
    }

    private static boolean away(Throwable failure) {
        return switch (failure) {
            case AuditUnavailable _, PictureTooOld _ -> true;
            case ClosedConnectionException _, ConnectionPoolTooBusyException _ -> true;
            case SocketException _, UnknownHostException _, ClosedChannelException _ -> true;
            case TimeoutException _, io.smallrye.mutiny.TimeoutException _ -> true;
            case PgException refusal -> STATES.matcher(state(refusal)).matches();
            // The pool says so when no connection became free in time, and the client when its
            // connection went away: neither has a type of its own.
            case NoStackTraceThrowable pool -> "Timeout".equals(pool.getMessage());
            case VertxException closed -> "Connection was closed".equals(closed.getMessage());
            default -> false;
        };
    }

    private static String state(PgException refusal) {
        return String.valueOf(refusal.getSqlState());
    }
}
