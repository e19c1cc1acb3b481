package dev.carnet.shared.picture;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The one connection that listens and polls, outside of the pool: a pool that is busy must not
/// make the picture old. A silent socket closes itself, a broken one is opened anew at the next
/// turn.
final class FeedConnection {

    private static final String CHANNEL = "carnet_change";
    private static final int CONNECT_MILLIS = 900;
    private static final int SILENT_SECONDS = 2;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Runnable wake;
    private Optional<PgConnection> open = Optional.empty();

    /// @param wake called when a change was announced, and when the connection broke
    FeedConnection(Vertx vertx, PgConnectOptions options, Runnable wake) {
        this.vertx = vertx;
        this.options = own(options);
        this.wake = wake;
    }

    /// `feed.replica` alone is written here: after a crash of PostgreSQL an older row only makes a
    /// revocation wait longer, so those commits need not wait for the disk.
    private static PgConnectOptions own(PgConnectOptions options) {
        var own = new PgConnectOptions(options);
        own.addProperty("application_name", "carnet-feed");
        own.addProperty("synchronous_commit", "off");
        own.setCachePreparedStatements(true);
        own.setConnectTimeout(CONNECT_MILLIS);
        own.setIdleTimeoutUnit(TimeUnit.SECONDS);
        own.setReadIdleTimeout(SILENT_SECONDS);
        return own;
    }

    Uni<PgConnection> get() {
        return open.map(connection -> Uni.createFrom().item(connection)).orElseGet(this::connect);
    }

    private Uni<PgConnection> connect() {
        return PgConnection.connect(vertx, options)
                .invoke(this::keep)
                .call(connection -> connection.query("LISTEN " + CHANNEL).execute());
    }

    private void keep(PgConnection connection) {
        open = Optional.of(connection);
        connection.notificationHandler(announced -> wake.run());
        connection.closeHandler(() -> closed(connection));
    }

    private void closed(PgConnection connection) {
        if (open.filter(connection::equals).isPresent()) {
            open = Optional.empty();
            wake.run();
        }
    }

    /// Gives the connection up without waiting for it.
    void drop() {
        open.ifPresent(connection -> {
            open = Optional.empty();
            connection.closeAndForget();
        });
    }
}
