package dev.carnet.mcp.upstream;

import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.Onward;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// HTTP+SSE of 2024-11-05: one stream on which everything comes, and an address of the same origin
/// to post to.
final class SseCarrier implements Carrier {

    private final Vertx vertx;
    private final Destination destination;
    private final Reach reach;
    private final Promise<String> endpoint = Promise.promise();
    private final Promise<Void> over = Promise.promise();
    private Optional<Hearing> hearing = Optional.empty();

    SseCarrier(Vertx vertx, Destination destination, Reach reach) {
        this.vertx = vertx;
        this.destination = destination;
        this.reach = reach;
    }

    /// Opens the stream; done once the server has said where to post.
    Future<Void> open(Map<String, String> proof, Hearing ear) {
        hearing = Optional.of(ear);
        var headers = new HashMap<>(proof);
        headers.put("Accept", "text/event-stream");
        long timer =
                vertx.setTimer(
                        Math.min(
                                UpstreamLimits.GREETING_TIME.toMillis(),
                                destination.bounds().time().toMillis()),
                        _ -> lost(Fault.counting(FaultClass.TRANSPORT, "The server is silent.")));
        new Letter(reach, HttpMethod.GET, headers, Buffer.buffer(), over.future())
                .to(destination.address())
                .onSuccess(response -> read(response, headers))
                .onFailure(failed -> lost(Faults.of(failed)));
        return endpoint.future().onComplete(_ -> vertx.cancelTimer(timer)).mapEmpty();
    }

    private void read(HttpClientResponse response, Map<String, String> headers) {
        response.exceptionHandler(_ -> cut());
        if (response.statusCode() != 200 || Heads.kind(response) != Heads.Kind.EVENTS) {
            lost(Heads.fault(response, headers));
            return;
        }
        var events = new Events(destination.bounds().resultBytes(), this::take);
        response.handler(chunk -> {
            if (!events.take(chunk)) {
                lost(Fault.of(FaultClass.PROTOCOL, "A message is longer than it may be."));
            }
        });
        response.endHandler(_ -> cut());
    }

    private void cut() {
        lost(Fault.counting(FaultClass.TRANSPORT, "The server ended its stream."));
    }

    private void take(Events.Event event) {
        if (event.type().equals("endpoint")) {
            String said = event.data().toString(StandardCharsets.UTF_8);
            Onward.within(destination.address(), said)
                    .ifPresentOrElse(
                            endpoint::tryComplete,
                            () ->
                                    lost(
                                            Fault.of(
                                                    FaultClass.PROTOCOL,
                                                    "The server would have us post elsewhere.")));
        } else {
            hearing.ifPresent(ear -> ear.hear(IncomingReader.read(event.data().getBytes())));
        }
    }

    /// Nothing more comes, for nobody.
    private void lost(Fault why) {
        endpoint.tryFail(why);
        if (over.tryComplete()) {
            hearing.ifPresent(ear -> ear.ended(Optional.of(why)));
        }
    }

    @Override
    public Future<Taken> send(Parcel parcel, Hearing own) {
        var headers = new HashMap<>(parcel.headers());
        headers.put("Content-Type", "application/json");
        headers.put("Accept", HttpCarrier.ACCEPT);
        return endpoint.future()
                .compose(
                        new Letter(
                                        reach,
                                        HttpMethod.POST,
                                        headers,
                                        Buffer.buffer(Json.bytes(parcel.message())),
                                        parcel.over())
                                ::to)
                .compose(response -> taken(response, headers));
    }

    private static Future<Taken> taken(HttpClientResponse response, Map<String, String> headers) {
        boolean good = response.statusCode() >= 200 && response.statusCode() < 300;
        response.exceptionHandler(_ -> {});
        return good
                ? Future.succeededFuture(new Taken(Optional.empty()))
                : Future.failedFuture(Heads.fault(response, headers));
    }

    @Override
    public void listen(Supplier<Map<String, String>> headers, Hearing own) {
        // It is open from the start.
    }

    @Override
    public Future<Void> close(Optional<Map<String, String>> farewell) {
        over.tryComplete();
        return reach.close();
    }
}
