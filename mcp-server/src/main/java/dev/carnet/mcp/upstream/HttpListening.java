package dev.carnet.mcp.upstream;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The stand-alone stream of the earlier era: opened with GET, taken up again when it breaks off,
/// for as long as the session lives. A server need not have it.
final class HttpListening {

    private final HttpCarrier carrier;
    private final Supplier<Map<String, String>> headers;
    private final Hearing hearing;
    private final Events events;
    private Promise<Void> over = Promise.promise();
    private int failures;
    private int round;

    HttpListening(HttpCarrier carrier, Supplier<Map<String, String>> headers, Hearing hearing) {
        this.carrier = carrier;
        this.headers = headers;
        this.hearing = hearing;
        this.events =
                new Events(
                        carrier.destination().bounds().resultBytes(),
                        event -> hearing.hear(IncomingReader.read(event.data().getBytes())));
    }

    /// Opens it for as long as the carrier lives.
    void begin() {
        carrier.closed().onComplete(_ -> over.tryComplete());
        open();
    }

    private void open() {
        if (carrier.closed().isComplete()) {
            return;
        }
        over = Promise.promise();
        Map<String, String> all = new HashMap<>(headers.get());
        all.put("Accept", "text/event-stream");
        events.lastId().ifPresent(id -> all.put("Last-Event-ID", id));
        carrier.exchange(HttpMethod.GET, all, Buffer.buffer(), over.future())
                .onSuccess(this::opened)
                .onFailure(_ -> again(round));
    }

    private void opened(HttpClientResponse response) {
        int own = round;
        response.exceptionHandler(_ -> again(own));
        boolean stream = response.statusCode() == 200 && Heads.kind(response) == Heads.Kind.EVENTS;
        if (!stream) {
            round++;
            response.request().reset();
            hearing.ended(Optional.of(Heads.fault(response, headers.get())));
            return;
        }
        response.handler(chunk -> {
            failures = 0;
            if (!events.take(chunk)) {
                response.request().reset();
            }
        });
        response.endHandler(_ -> again(own));
    }

    private void again(int of) {
        if (of != round || carrier.closed().isComplete()) {
            return;
        }
        round++;
        events.restart();
        long least = events.retryMillis().orElse(UpstreamLimits.RETRY_FIRST.toMillis());
        long pause = least << Math.min(failures++, 6);
        carrier.later(Math.min(pause, UpstreamLimits.RETRY_MOST.toMillis()), this::open);
    }
}
