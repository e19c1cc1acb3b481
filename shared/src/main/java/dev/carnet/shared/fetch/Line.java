package dev.carnet.shared.fetch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One request over one new connection, to an address that was judged before. The name is only said
/// to the other side (SNI, `Host`) and looked for in its certificate.
final class Line {

    private final HttpClient client;

    Line(Vertx vertx, FetchTrust trust) {
        int millis = (int) FetchLimits.TIME.toMillis();
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_1_1)
                                .setKeepAlive(false)
                                .setTrustOptions(TrustOptions.wrap(trust.manager()))
                                .setVerifyHost(true)
                                .setDecompressionSupported(false)
                                .setConnectTimeout((int) FetchLimits.CONNECT_TIME.toMillis())
                                .setSslHandshakeTimeout(millis)
                                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                                .setMaxPoolSize(FetchLimits.AT_ONCE)
                                .setMaxHeaderSize(FetchLimits.HEADER_BYTES)
                                .setMaxInitialLineLength(FetchLimits.HEADER_BYTES));
    }

    void close() {
        client.close();
    }

    /// Sends the request to the first of those addresses that takes a connection.
    ///
    /// @param over once this is complete, whatever still goes on is broken off
    Future<Answer> exchange(
            Target target, List<InetSocketAddress> at, Sending sending, Future<?> over) {
        return connect(target, at, sending, over)
                .compose(request -> send(request, sending, over))
                .compose(response -> read(response, sending.wanted()));
    }

    /// What goes wrong on the line is seen where the answer is read; by itself it would be logged
    /// as an error, by anybody's leave.
    private static Future<HttpClientResponse> send(
            HttpClientRequest request, Sending sending, Future<?> over) {
        request.connection().exceptionHandler(_ -> {});
        over.onComplete(_ -> request.reset());
        return request.send(sending.body());
    }

    private Future<HttpClientRequest> connect(
            Target target, List<InetSocketAddress> at, Sending sending, Future<?> over) {
        return client.request(options(target, at.getFirst(), sending))
                .recover(failed ->
                        at.size() > 1 && !over.isComplete()
                                ? connect(target, at.subList(1, at.size()), sending, over)
                                : Future.failedFuture(failed));
    }

    private static RequestOptions options(Target target, InetSocketAddress at, Sending sending) {
        var options =
                new RequestOptions()
                        .setMethod(sending.method())
                        .setServer(SocketAddress.inetSocketAddress(at))
                        .setHost(target.host())
                        .setPort(target.port())
                        .setSsl(target.isTls())
                        .setURI(target.pathAndQuery())
                        .setFollowRedirects(false)
                        .putHeader("Accept", "application/json")
                        .putHeader("Accept-Encoding", "identity")
                        .putHeader("User-Agent", "carnet");
        sending.headers().forEach(options::putHeader);
        return options;
    }

    private static Future<Answer> read(HttpClientResponse response, Wanted wanted) {
        Promise<Answer> whole = Promise.promise();
        response.exceptionHandler(whole::tryFail);
        Optional<String> objection = objection(response, wanted);
        if (objection.isPresent()) {
            return Future.failedFuture(FetchFailure.unavailable(objection.get()));
        }
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > wanted.bytes()) {
                whole.tryFail(FetchFailure.unavailable("fetch_too_long"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(_ ->
                whole.tryComplete(new Answer(response.statusCode(), response.headers(), body)));
        return whole.future();
    }

    /// What speaks against the answer before its body is read. A redirect is followed by nobody.
    private static Optional<String> objection(HttpClientResponse response, Wanted wanted) {
        int status = response.statusCode();
        if (new Answer(status, response.headers(), Buffer.buffer()).isNotModified()) {
            return Optional.empty();
        }
        if (!wanted.takes(status)) {
            return Optional.of("fetch_status_" + status);
        }
        if (!header(response, "Content-Encoding").matches("|identity")) {
            return Optional.of("fetch_encoded");
        }
        return wanted.takes(mediaType(response))
                ? Optional.empty()
                : Optional.of("fetch_media_type");
    }

    private static String mediaType(HttpClientResponse response) {
        return header(response, "Content-Type").split(";", 2)[0].strip();
    }

    private static String header(HttpClientResponse response, String name) {
        return Optional.ofNullable(response.getHeader(name)).orElse("").toLowerCase(Locale.ROOT);
    }
}
