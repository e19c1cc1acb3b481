package dev.carnet.mcp.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.fetch.Lookup;
import dev.carnet.shared.fetch.Resolver;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Plain HTTP to services behind the gateway, over connections that are judged like all others and
/// that no two principals share. Nothing is kept of an answer, and no redirect is followed here:
/// who speaks for the service decides whether and with what to go on.
@Singleton
public final class Requests {

    private record Place(Destination destination, String principal) {}

    private final Vertx vertx;
    private final Lookup lookup;
    private final FetchTrust trust;
    private final Cache<Place, Reach> reaches =
            Caffeine.newBuilder()
                    .maximumSize(UpstreamLimits.SESSIONS)
                    .expireAfterAccess(UpstreamLimits.SESSION_IDLE)
                    .<Place, Reach>removalListener(
                            (_, reach, _) -> Optional.ofNullable(reach).ifPresent(Reach::close))
                    .build();

    Requests(Vertx vertx, Resolver resolver, FetchTrust trust) {
        this.vertx = vertx;
        this.lookup = new Lookup(resolver);
        this.trust = trust;
    }

    /// What is asked of a service.
    ///
    /// @param url the whole of it; its host is judged as the destination's own is
    public record Asked(
            HttpMethod method, String url, Map<String, String> headers, Optional<Buffer> body) {}

    /// What it answered.
    ///
    /// @param mediaType in lower case and without parameters
    /// @param headers by their names in lower case; of several the first
    public record Answered(
            int status, String mediaType, Map<String, String> headers, Buffer body) {}

    @PreDestroy
    void close() {
        reaches.invalidateAll();
        reaches.cleanUp();
    }

    /// Ends the connections to that service.
    void forget(String workspace, String serverId) {
        reaches.asMap()
                .keySet()
                .removeIf(place ->
                        place.destination().workspace().equals(workspace)
                                && place.destination().serverId().equals(serverId));
    }

    /// Sends one request and takes the whole answer, within the destination's bounds.
    ///
    /// @param time it may take
    /// @param cancelled once this is complete nobody waits any more
    public Future<Answered> send(
            Destination destination,
            Pass pass,
            Asked asked,
            Duration time,
            Future<Void> cancelled) {
        Promise<Answered> end = Promise.promise();
        long timer =
                vertx.setTimer(
                        Math.max(1, time.toMillis()),
                        _ -> end.tryFail(fault("The service did not answer in time.")));
        cancelled.onComplete(_ -> end.tryFail(fault("Nobody waits for it any more.")));
        reach(destination, pass)
                .open(asked.method(), asked.url(), headers(asked, pass))
                .compose(request -> exchange(destination, request, asked, end))
                .onComplete(done -> {
                    vertx.cancelTimer(timer);
                    settle(end, done);
                });
        return end.future();
    }

    private Reach reach(Destination destination, Pass pass) {
        return reaches.get(
                new Place(destination, pass.principal()),
                place -> new Reach(vertx, place.destination(), lookup, trust));
    }

    /// What proves us, and the call, wins over whatever else has that name.
    private static Map<String, String> headers(Asked asked, Pass pass) {
        Map<String, String> headers = new HashMap<>();
        asked.headers().forEach((name, value) -> headers.put(lower(name), value));
        pass.headers()
                .forEach((name, value) -> {
                    if (Reach.isProof(name)) {
                        headers.put(lower(name), value);
                    }
                });
        pass.call().ifPresent(proof -> headers.put(CallProof.HEADER, proof(proof, asked)));
        return headers;
    }

    private static String proof(CallProof proof, Asked asked) {
        URI url = URI.create(asked.url());
        String query = url.getRawQuery();
        return proof.request(
                asked.method().name(),
                query == null ? url.getRawPath() : url.getRawPath() + "?" + query,
                asked.body().map(Buffer::getBytes).orElse(new byte[0]));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private Future<Answered> exchange(
            Destination destination,
            HttpClientRequest request,
            Asked asked,
            Promise<Answered> end) {
        end.future().onFailure(_ -> request.reset());
        Future<HttpClientResponse> response =
                asked.body().map(request::send).orElseGet(request::send);
        return response.compose(head -> read(head, destination.bounds().resultBytes()));
    }

    private static Future<Answered> read(HttpClientResponse response, int most) {
        Promise<Answered> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > most) {
                whole.tryFail(
                        Fault.of(
                                FaultClass.PROTOCOL,
                                "The answer is longer than " + most + " bytes."));
                response.request().reset();
            }
        });
        response.endHandler(_ ->
                whole.tryComplete(
                        new Answered(
                                response.statusCode(),
                                mediaType(response),
                                headers(response),
                                body)));
        return whole.future();
    }

    private static Map<String, String> headers(HttpClientResponse response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.putIfAbsent(lower(name), value));
        return Map.copyOf(headers);
    }

    private static String mediaType(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader("Content-Type"))
                .map(type -> lower(type.split(";", 2)[0].strip()))
                .orElse("");
    }

    private static Fault fault(String publicText) {
        return Fault.counting(FaultClass.TRANSPORT, publicText);
    }

    private static void settle(Promise<Answered> end, AsyncResult<Answered> done) {
        if (done.succeeded()) {
            end.tryComplete(done.result());
        } else {
            end.tryFail(Faults.of(done.cause()));
        }
    }
}
