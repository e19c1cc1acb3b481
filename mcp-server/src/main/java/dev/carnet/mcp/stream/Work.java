package dev.carnet.mcp.stream;

import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;

/// The one place of this service where work is started. A Vert.x route has nobody else to do it:
/// whoever serves a request starts its work here, and says what is to be done with either end.
public final class Work {

    private Work() {}

    /// Starts the work.
    public static <T> void start(Uni<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        work.subscribe().with(done, failed);
    }
}
