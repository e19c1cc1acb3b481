package dev.carnet.mcp.edge;

import dev.carnet.mcp.limit.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/// Takes in a request's body: all of it, in time, and never more than {@link Limits#BODY_BYTES}.
final class Body {

    /// What became of the body.
    sealed interface Taken {

        /// All of it.
        record Whole(Buffer bytes) implements Taken {}

        /// It is larger than the limit, or says that it will be.
        record TooLarge() implements Taken {}

        /// It did not arrive in time.
        record TooSlow() implements Taken {}
    }

    private final Vertx vertx;
    private final Consumer<Taken> then;
    private final Buffer bytes = Buffer.buffer();
    private final long timer;
    private boolean done;

    private Body(Vertx vertx, Consumer<Taken> then) {
        this.vertx = vertx;
        this.then = then;
        this.timer = vertx.setTimer(Limits.BODY_TIME.toMillis(), late -> done(new Taken.TooSlow()));
    }

    /// Takes it in, and then calls that once, on the request's event loop. A client that leaves
    /// before the end is not called for.
    static void take(HttpServerRequest request, Vertx vertx, Consumer<Taken> then) {
        var body = new Body(vertx, then);
        request.exceptionHandler(broken -> body.abandon());
        request.handler(body::add);
        request.endHandler(end -> body.done(new Taken.Whole(body.bytes)));
    }

    private void add(Buffer chunk) {
        if (bytes.length() + chunk.length() > Limits.BODY_BYTES) {
            done(new Taken.TooLarge());
        } else if (!done) {
            bytes.appendBuffer(chunk);
        }
    }

    private void done(Taken taken) {
        if (!done) {
            abandon();
            then.accept(taken);
        }
    }

    private void abandon() {
        done = true;
        vertx.cancelTimer(timer);
    }
}
