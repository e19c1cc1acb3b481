package dev.carnet.mcp.stream;

import dev.carnet.mcp.limit.Limits;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;

/// A server-sent event stream (WHATWG HTML §9.2) that respects its reader's pace. What does not fit
/// waits up to {@link Limits#STREAM_QUEUE_BYTES}; after that what may be dropped is dropped and
/// what must not be dropped ends the stream, as does a reader that takes nothing for {@link
/// Limits#SLOW_READER_TIME}. Lives on one event loop: call it there only.
final class EventStream {

    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final HttpServerResponse response;
    private final Context context;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long slowTimer = -1;
    private boolean ending;

    EventStream(HttpServerResponse response, Context context) {
        this.response = response;
        this.context = context;
    }

    /// Sends the headers at once, so that the client knows it is being served.
    void open() {
        response.setStatusCode(200)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true)
                .setWriteQueueMaxSize(Limits.STREAM_QUEUE_BYTES / 4)
                .drainHandler(drained -> drain());
        response.writeHead();
    }

    /// Sends a message, or drops it when the reader is too far behind.
    void offer(byte[] json) {
        if (waitingBytes < Limits.STREAM_QUEUE_BYTES) {
            push(event(json));
        }
    }

    /// Sends a message that must arrive; a reader too far behind loses its stream instead.
    void insist(byte[] json) {
        if (waitingBytes >= Limits.STREAM_RESERVE_BYTES) {
            response.reset();
        } else {
            push(event(json));
        }
    }

    /// Says that nothing happened and that we are still here.
    void keepAlive() {
        if (waiting.isEmpty()) {
            push(COMMENT);
        }
    }

    /// Ends after everything that waits has been sent.
    void end() {
        ending = true;
        drain();
    }

    private void push(Buffer bytes) {
        if (response.ended() || response.closed() || ending) {
            return;
        }
        waiting.add(bytes);
        waitingBytes += bytes.length();
        drain();
    }

    private void drain() {
        while (!waiting.isEmpty() && !response.closed() && !response.writeQueueFull()) {
            Buffer next = waiting.remove();
            waitingBytes -= next.length();
            response.write(next);
        }
        watchReader();
        if (ending && waiting.isEmpty() && !response.ended() && !response.closed()) {
            response.end();
        }
    }

    /// A timer runs while something waits; every progress of the reader starts it anew.
    private void watchReader() {
        if (slowTimer >= 0) {
            context.owner().cancelTimer(slowTimer);
            slowTimer = -1;
        }
        if (!waiting.isEmpty() && !response.closed()) {
            long patience = Limits.SLOW_READER_TIME.toMillis();
            slowTimer = context.owner().setTimer(patience, late -> response.reset());
        }
    }

    private static Buffer event(byte[] json) {
        return Buffer.buffer(json.length + 8)
                .appendString("data: ")
                .appendBytes(json)
                .appendString("\n\n");
    }
}
