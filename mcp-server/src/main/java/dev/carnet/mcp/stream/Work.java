package dev.carnet.mcp.stream;

import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;

/// The one place of this service where work is started. A Vert.x route has nobody else to do it:
/// whoever serves a request starts its work here, and says what is to be done with either end.
public final class Work {

    private Work() {}

    /// Starts the work. If what is done with its item breaks, that is a failure too: somebody waits
    /// for an answer either way.
    ///
    /// @return what ends the work early, for when nobody waits any more
    public static <T> Runnable start(Uni<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        return work.subscribe().with(item -> guard(() -> done.accept(item), failed), failed)
                ::cancel;
    }

    /// Does something now, and says what is to be done if it breaks.
    public static void guard(Runnable work, Consumer<Throwable> failed) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            failed.accept(bug);
        }
    }
}
