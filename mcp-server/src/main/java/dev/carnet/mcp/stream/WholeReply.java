package dev.carnet.mcp.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/// The reply to one HTTP request. It is one JSON object, until something must be said before the
/// end: then it becomes an event stream that ends with that object. A silent one becomes a stream
/// too after {@link Limits#KEEP_ALIVE}, so that nothing in between gives up. Everything happens on
/// the request's event loop, in order.
public final class WholeReply implements Reply {

    private final HttpServerResponse response;
    private final Context context;
    private final boolean streamAccepted;
    private final EventStream stream;
    private final List<Runnable> onLeave = new ArrayList<>();
    private final List<Runnable> onEnd = new ArrayList<>();
    private boolean streaming;
    private boolean finished;
    private boolean left;
    private long timer = -1;

    /// A reply on that event loop.
    ///
    /// @param streamAccepted whether the client takes event streams; otherwise notices are dropped
    public WholeReply(HttpServerResponse response, Context context, boolean streamAccepted) {
        this.response = response;
        this.context = context;
        this.streamAccepted = streamAccepted;
        this.stream = new EventStream(response, context);
        response.exceptionHandler(broken -> leave());
        response.closeHandler(closed -> leave());
    }

    @Override
    public boolean streams() {
        return streamAccepted;
    }

    @Override
    public void begin(boolean asStream) {
        onLoop(() -> startTimer(asStream));
    }

    @Override
    public void notice(ObjectNode message) {
        onLoop(() -> {
            if (becomeStream()) {
                stream.offer(Json.bytes(message));
            }
        });
    }

    @Override
    public void insist(ObjectNode message) {
        onLoop(() -> {
            if (becomeStream()) {
                stream.insist(Json.bytes(message));
            }
        });
    }

    @Override
    public void finish(HttpAnswer whole, ObjectNode last) {
        onLoop(() ->
                finish(
                        whole,
                        () -> {
                            stream.insist(Json.bytes(last));
                            stream.end();
                        }));
    }

    @Override
    public void finish(HttpAnswer whole) {
        onLoop(() -> finish(whole, stream::end));
    }

    @Override
    public void onLeave(Runnable action) {
        onLoop(() -> runOrKeep(left, onLeave, action));
    }

    @Override
    public void onEnd(Runnable action) {
        onLoop(() -> runOrKeep(left || finished, onEnd, action));
    }

    private void finish(HttpAnswer whole, Runnable endStream) {
        stopTimer();
        if (finished || left) {
            return;
        }
        if (streaming) {
            endStream.run();
        } else {
            whole.send(response);
        }
        finished = true;
        onEnd.forEach(Runnable::run);
    }

    private static void runOrKeep(boolean now, List<Runnable> kept, Runnable action) {
        if (now) {
            action.run();
        } else {
            kept.add(action);
        }
    }

    private void startTimer(boolean asStream) {
        if (asStream) {
            becomeStream();
        }
        if (!finished && !left) {
            long pause = Limits.KEEP_ALIVE.toMillis();
            timer = context.owner().setPeriodic(pause, tick -> keepAlive());
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
            onEnd.forEach(Runnable::run);
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
