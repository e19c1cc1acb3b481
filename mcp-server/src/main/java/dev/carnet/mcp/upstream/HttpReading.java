package dev.carnet.mcp.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads what comes back for one message: JSON, or a stream that may have to be taken up again.
final class HttpReading {

    private final HttpCarrier carrier;
    private final Parcel parcel;
    private final Hearing hearing;
    private final Bounds bounds;
    private final Events events;
    private long bytes;
    private long lastByteAt = System.nanoTime();
    private int resumptions;
    private long timer = -1;
    private boolean ended;

    HttpReading(HttpCarrier carrier, Parcel parcel, Hearing hearing) {
        this.carrier = carrier;
        this.parcel = parcel;
        this.hearing = hearing;
        this.bounds = carrier.destination().bounds();
        this.events =
                new Events(
                        bounds.resultBytes(),
                        event -> hearing.hear(IncomingReader.read(event.data().getBytes())));
    }

    /// Takes the answer to the message.
    void begin(HttpClientResponse response) {
        response.exceptionHandler(_ -> brokeOff());
        int status = response.statusCode();
        if (!parcel.answered()) {
            response.endHandler(_ -> end(Optional.empty()));
        } else if (Heads.isSessionGone(status, parcel.headers())
                || !Heads.mayHoldMessage(response)) {
            end(Optional.of(Heads.fault(response, parcel.headers())));
            response.request().reset();
        } else if (Heads.kind(response) == Heads.Kind.EVENTS) {
            stream(response);
        } else {
            whole(response);
        }
    }

    private void whole(HttpClientResponse response) {
        boolean good = response.statusCode() < 400;
        int most = good ? bounds.resultBytes() : UpstreamLimits.ERROR_BYTES;
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > most) {
                fail(response, tooLong());
            }
        });
        response.endHandler(_ -> heard(response, IncomingReader.read(body.getBytes())));
        timer =
                carrier.later(
                        UpstreamLimits.DRIP_TIME.toMillis(),
                        () ->
                                fail(
                                        response,
                                        Fault.counting(FaultClass.TRANSPORT, "The server drips.")));
    }

    private void heard(HttpClientResponse response, Incoming incoming) {
        boolean message = !(incoming instanceof Incoming.Unreadable);
        boolean good = response.statusCode() < 400;
        if (message && (good || incoming instanceof Incoming.Refusal)) {
            hearing.hear(incoming);
            end(Optional.empty());
        } else {
            end(
                    Optional.of(
                            good
                                    ? Fault.of(FaultClass.PROTOCOL, "The answer is no message.")
                                    : Heads.fault(response, parcel.headers())));
        }
    }

    private void stream(HttpClientResponse response) {
        lastByteAt = System.nanoTime();
        response.handler(chunk -> {
            lastByteAt = System.nanoTime();
            bytes += chunk.length();
            boolean fits =
                    bytes <= (long) bounds.resultBytes() * UpstreamLimits.STREAM_MESSAGES
                            && events.take(chunk);
            if (!fits) {
                fail(response, tooLong());
            }
        });
        response.endHandler(_ -> brokeOff());
        watchSilence(response, bounds.silence().toMillis());
    }

    private void watchSilence(HttpClientResponse response, long millis) {
        carrier.never(timer);
        timer = carrier.later(millis, () -> listenForSilence(response));
    }

    private void listenForSilence(HttpClientResponse response) {
        long silent = (System.nanoTime() - lastByteAt) / 1_000_000;
        long left = bounds.silence().toMillis() - silent;
        if (left > 0) {
            watchSilence(response, left);
        } else {
            fail(response, Fault.counting(FaultClass.TRANSPORT, "The server is silent."));
        }
    }

    private void fail(HttpClientResponse response, Fault fault) {
        if (!ended) {
            end(Optional.of(fault));
            response.request().reset();
        }
    }

    /// The stream is over. Unless the answer came, it is taken up again where that is possible.
    private void brokeOff() {
        boolean again =
                parcel.resumable()
                        && !ended
                        && !parcel.over().isComplete()
                        && events.lastId().isPresent()
                        && resumptions++ < UpstreamLimits.RESUMPTIONS;
        if (!again) {
            end(
                    Optional.of(
                            Fault.counting(
                                    FaultClass.TRANSPORT,
                                    "The server ended its answer in the middle.")));
            return;
        }
        events.restart();
        long pause = events.retryMillis().orElse(UpstreamLimits.RETRY_FIRST.toMillis());
        carrier.later(Math.min(pause, UpstreamLimits.RETRY_MOST.toMillis()), this::resume);
    }

    private void resume() {
        if (ended || parcel.over().isComplete()) {
            return;
        }
        Map<String, String> headers = new HashMap<>(parcel.headers());
        headers.put("Accept", "text/event-stream");
        events.lastId().ifPresent(id -> headers.put("Last-Event-ID", id));
        carrier.exchange(HttpMethod.GET, headers, Buffer.buffer(), parcel.over())
                .onSuccess(response -> {
                    response.exceptionHandler(_ -> brokeOff());
                    if (response.statusCode() == 200 && Heads.kind(response) == Heads.Kind.EVENTS) {
                        stream(response);
                    } else {
                        fail(response, Heads.fault(response, headers));
                    }
                })
                .onFailure(failed -> end(Optional.of(Faults.of(failed))));
    }

    private void end(Optional<Fault> why) {
        if (!ended) {
            ended = true;
            carrier.never(timer);
            hearing.ended(why);
        }
    }

    private static Fault tooLong() {
        return Fault.of(FaultClass.PROTOCOL, "The answer is longer than it may be.");
    }
}
