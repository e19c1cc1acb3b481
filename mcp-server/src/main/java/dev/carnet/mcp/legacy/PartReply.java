package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;

/// One request's part of the reply to a batch: all parts share one stream, which ends with the last
/// of them.
final class PartReply implements Reply {

    private final Reply whole;
    private final AtomicInteger unfinished;

    PartReply(Reply whole, AtomicInteger unfinished) {
        this.whole = whole;
        this.unfinished = unfinished;
    }

    @Override
    public boolean streams() {
        return whole.streams();
    }

    @Override
    public void begin(boolean asStream) {
        // The whole has begun.
    }

    @Override
    public void notice(ObjectNode message) {
        whole.notice(message);
    }

    @Override
    public void insist(ObjectNode message) {
        whole.insist(message);
    }

    @Override
    public void finish(HttpAnswer answer, ObjectNode last) {
        whole.insist(last);
        finished();
    }

    /// What would be a whole answer of its own can only be its body here.
    @Override
    public void finish(HttpAnswer answer) {
        Buffer body = answer.body();
        if (body.length() > 0) {
            whole.insist(Json.parse(body.toString()));
        }
        finished();
    }

    @Override
    public void onLeave(Runnable action) {
        whole.onLeave(action);
    }

    @Override
    public void onEnd(Runnable action) {
        whole.onEnd(action);
    }

    private void finished() {
        if (unfinished.decrementAndGet() == 0) {
            whole.finish(HttpAnswer.empty(202));
        }
    }
}
