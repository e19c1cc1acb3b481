package dev.carnet.mcp.upstream;

import dev.carnet.shared.fetch.Onward;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// One request to a server, which goes where the server itself sends it on to ({@link Onward}), as
/// it is. Each time the name is looked up and its addresses are judged anew.
///
/// @param over once this is complete, it is broken off
record Letter(
        Reach reach, HttpMethod method, Map<String, String> headers, Buffer body, Future<?> over) {

    /// The answer; a redirect only if it is not followed.
    Future<HttpClientResponse> to(String url) {
        return to(url, 0);
    }

    private Future<HttpClientResponse> to(String url, int hops) {
        return reach.open(method, url, headers)
                .compose(this::send)
                .compose(response -> {
                    Optional<String> next =
                            Onward.of(url, response.statusCode(), Heads.location(response))
                                    .filter(_ -> hops < Onward.HOPS);
                    next.ifPresent(_ -> leave(response));
                    return next.map(on -> to(on, hops + 1))
                            .orElseGet(() -> Future.succeededFuture(response));
                });
    }

    /// Sends it. What has come to its end is not broken off any more.
    private Future<HttpClientResponse> send(HttpClientRequest request) {
        if (over.isComplete()) {
            request.reset();
            return Future.failedFuture(Fault.of(FaultClass.TRANSPORT, "Cancelled."));
        }
        var ended = new AtomicBoolean();
        over.onComplete(_ -> {
            if (!ended.get()) {
                request.reset();
            }
        });
        return request.send(body)
                .onSuccess(response -> response.end().onComplete(_ -> ended.set(true)));
    }

    /// What a redirect says beside its head is not read; without a body its connection is kept.
    private static void leave(HttpClientResponse response) {
        response.exceptionHandler(_ -> {});
        if (!"0".equals(response.getHeader("Content-Length"))) {
            response.request().reset();
        }
    }
}
