package dev.carnet.mcp.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/// The answer to one HTTP request. It is one JSON object, until something must be said before the
/// end: then it becomes an event stream that ends with that object. A silent one becomes a stream
/// too after {@link Limits#KEEP_ALIVE}, so that nothing in between gives up. Callable from any
/// thread; everything happens on the request's event loop, in order.
public final class Reply {

    private final HttpServerResponse response;
    private final Context context;
    private final boolean streamAccepted;
    private final EventStream stream;
    private final List<Runnable> onLeave = new ArrayList<>();
    private boolean streaming;
    private boolean finished;
    private boolean left;
    private long timer = -1;

    /// A reply on that event loop.
    ///
    /// @param streamAccepted whether the client takes event streams; otherwise notices are dropped
    public Reply(HttpServerResponse response, Context context, boolean streamAccepted) {
        this.response = response;
        this.context = context;
        this.streamAccepted = streamAccepted;
        this.stream = new EventStream(response, context);
        response.exceptionHandler(broken -> leave());
        response.closeHandler(closed -> leave());
    }

    /// Starts the stream at once, or keeps quiet and alive until there is something to say.
    public void begin(boolean asStream) {
        onLoop(() -> {
            if (asStream) {
                becomeStream();
            }
            long pause = Limits.KEEP_ALIVE.toMillis();
            timer = context.owner().setPeriodic(pause, tick -> keepAlive());
        });
    }

    /// A notification on the way; dropped for a reader that is too slow or takes no streams.
    public void notice(ObjectNode message) {
        onLoop(() -> {
            if (becomeStream()) {
                stream.offer(Json.bytes(message));
            }
        });
    }

    /// A message that must not be lost: a reader too slow for it loses the stream.
    public void insist(ObjectNode message) {
        onLoop(() -> {
            if (becomeStream()) {
                stream.insist(Json.bytes(message));
            }
        });
    }

    /// The end: the last message, whatever came before.
    public void finish(int status, ObjectNode message) {
        finish(() -> write(status, message));
    }

    /// The end without a message.
    public void finish(int status) {
        finish(() -> response.setStatusCode(status).end());
    }

    /// The end of a stream that has no last message.
    public void close() {
        finish(stream::end);
    }

    /// Runs that once if the client leaves before the end.
    public void onLeave(Runnable action) {
        onLoop(() -> {
            if (left) {
                action.run();
            } else {
                onLeave.add(action);
            }
        });
    }

    private void finish(Runnable write) {
        onLoop(() -> {
            stopTimer();
            if (!finished && !left) {
                finished = true;
                write.run();
            }
        });
    }

    private void write(int status, ObjectNode message) {
        if (streaming) {
            stream.insist(Json.bytes(message));
            stream.end();
        } else {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(Json.bytes(message)));
        }
    }

    private boolean becomeStream() {
        if (!streaming && streamAccepted && !finished && !left) {
            streaming = true;
            stream.open();
        }
        return streaming && !finished && !left;
    }

    private void keepAlive() {
        if (becomeStream()) {
            stream.keepAlive();
        }
    }

    private void leave() {
        stopTimer();
        if (!left && !finished) {
            left = true;
            onLeave.forEach(Runnable::run);
        }
    }

    private void stopTimer() {
        if (timer >= 0) {
            context.owner().cancelTimer(timer);
            timer = -1;
        }
    }

    private void onLoop(Runnable action) {
        if (context.equals(Vertx.currentContext())) {
            action.run();
        } else {
            context.runOnContext(queued -> action.run());
        }
    }
}
