package dev.carnet.mcp.upstream;

import dev.carnet.mcp.message.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Streamable HTTP, both eras: each message is a POST whose answer is JSON or a stream.
final class HttpCarrier implements Carrier {

    static final String ACCEPT = "application/json, text/event-stream";

    private static final Buffer NOTHING = Buffer.buffer();

    private final Vertx vertx;
    private final Destination destination;
    private final Reach reach;
    private final Promise<Void> closing = Promise.promise();

    HttpCarrier(Vertx vertx, Destination destination, Reach reach) {
        this.vertx = vertx;
        this.destination = destination;
        this.reach = reach;
    }

    @Override
    public Future<Taken> send(Parcel parcel, Hearing hearing) {
        var headers = new HashMap<>(parcel.headers());
        headers.put("Content-Type", "application/json");
        headers.put("Accept", ACCEPT);
        Buffer body = Buffer.buffer(Json.bytes(parcel.message()));
        return exchange(HttpMethod.POST, headers, body, parcel.over())
                .map(response -> {
                    new HttpReading(this, parcel, hearing).begin(response);
                    return new Taken(sessionId(response));
                });
    }

    /// Sends one request; it is broken off when that is over.
    Future<HttpClientResponse> exchange(
            HttpMethod method, Map<String, String> headers, Buffer body, Future<?> over) {
        return new Letter(reach, method, headers, body, over).to(destination.address());
    }

    @Override
    public void listen(Supplier<Map<String, String>> headers, Hearing hearing) {
        new HttpListening(this, headers, hearing).begin();
    }

    @Override
    public Future<Void> close(Optional<Map<String, String>> farewell) {
        closing.tryComplete();
        return farewell.map(this::delete)
                .orElseGet(Future::succeededFuture)
                .transform(_ -> reach.close());
    }

    /// Ends the session at the server, which may decline or be away.
    private Future<Void> delete(Map<String, String> headers) {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(UpstreamLimits.CLOSE_TIME.toMillis(), _ -> over.tryComplete());
        exchange(HttpMethod.DELETE, headers, NOTHING, over.future())
                .onComplete(_ -> {
                    vertx.cancelTimer(timer);
                    over.tryComplete();
                });
        return over.future();
    }

    /// Completed once everything here ends.
    Future<Void> closed() {
        return closing.future();
    }

    Destination destination() {
        return destination;
    }

    /// Does that later, where it is now.
    long later(long millis, Runnable work) {
        return vertx.setTimer(Math.max(1, millis), _ -> work.run());
    }

    /// Does it not, after all.
    void never(long timer) {
        vertx.cancelTimer(timer);
    }

    private static Optional<String> sessionId(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader("Mcp-Session-Id"))
                .filter(id -> id.length() <= UpstreamLimits.SESSION_ID_CHARACTERS)
                .filter(id -> id.matches("[\\x21-\\x7e]+"));
    }
}
