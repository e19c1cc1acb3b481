package dev.carnet.mcp.upstream;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes a stream of server-sent events apart (WHATWG HTML §9.2.6), within bounds.
final class Events {

    private static final int MOST_RETRY_DIGITS = 6;

    /// One event.
    record Event(String type, Buffer data) {}

    private final int mostBytes;
    private final Consumer<Event> ear;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private String type = "message";
    private boolean dataSeen;
    private boolean afterReturn;
    private Optional<String> lastId = Optional.empty();
    private Optional<Long> retryMillis = Optional.empty();

    /// @param mostBytes the longest event
    Events(int mostBytes, Consumer<Event> ear) {
        this.mostBytes = mostBytes;
        this.ear = ear;
    }

    /// The id to take the stream up again with.
    Optional<String> lastId() {
        return lastId;
    }

    /// How long the server would have us wait before that.
    Optional<Long> retryMillis() {
        return retryMillis;
    }

    /// A connection begins anew: what was cut off in the middle is gone.
    void restart() {
        line.reset();
        forget();
    }

    /// Takes some bytes; false once an event is longer than it may be.
    boolean take(Buffer chunk) {
        for (byte one : chunk.getBytes()) {
            if (one == '\n' && afterReturn) {
                afterReturn = false;
            } else if (one == '\n' || one == '\r') {
                afterReturn = one == '\r';
                endLine();
            } else {
                afterReturn = false;
                line.write(one);
                if (line.size() + data.size() > mostBytes) {
                    return false;
                }
            }
        }
        return true;
    }

    private void endLine() {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (bytes.length == 0) {
            dispatch();
            return;
        }
        int colon = 0;
        while (colon < bytes.length && bytes[colon] != ':') {
            colon++;
        }
        int start = colon + 1 < bytes.length && bytes[colon + 1] == ' ' ? colon + 2 : colon + 1;
        int length = Math.max(0, bytes.length - start);
        field(new String(bytes, 0, colon, StandardCharsets.UTF_8), bytes, start, length);
    }

    private void field(String name, byte[] bytes, int start, int length) {
        switch (name) {
            case "data" -> {
                if (dataSeen) {
                    data.write('\n');
                }
                dataSeen = true;
                data.write(bytes, Math.min(start, bytes.length), length);
            }
            case "event" -> type = text(bytes, start, length);
            case "id" -> id(text(bytes, start, length));
            case "retry" -> retry(text(bytes, start, length));
            default -> {}
        }
    }

    private static String text(byte[] bytes, int start, int length) {
        return length == 0 ? "" : new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /// An id that could not stand in a header is none.
    private void id(String id) {
        if (id.length() <= UpstreamLimits.EVENT_ID_CHARACTERS && id.matches("[\\x20-\\x7e]*")) {
            lastId = Optional.of(id).filter(some -> !some.isEmpty());
        }
    }

    private void retry(String digits) {
        if (digits.matches("[0-9]{1," + MOST_RETRY_DIGITS + "}")) {
            retryMillis = Optional.of(Long.parseLong(digits));
        }
    }

    private void dispatch() {
        byte[] whole = data.toByteArray();
        String kind = type;
        forget();
        if (whole.length > 0) {
            ear.accept(new Event(kind, Buffer.buffer(whole)));
        }
    }

    private void forget() {
        data.reset();
        dataSeen = false;
        type = "message";
    }
}
