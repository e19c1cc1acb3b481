package dev.carnet.mcp.upstream;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.fetch.Lookup;
import dev.carnet.shared.fetch.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The connections of one principal to one upstream. Every request has the name looked up and all
/// its addresses judged, and goes to one of exactly these, over a kept connection or a new one. The
/// name is only said to the other side (SNI, `Host`) and looked for in its certificate. No redirect
/// is followed here ({@link Letter}).
final class Reach {

    /// Headers that nobody adds: they belong to the connection or to the protocol.
    private static final Set<String> OURS =
            Set.of(
                    "host",
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "content-length",
                    "content-type",
                    "accept",
                    "accept-encoding",
                    "last-event-id",
                    "expect");

    private final Destination destination;
    private final Vertx vertx;
    private final Lookup lookup;
    private final HttpClient client;

    Reach(Vertx vertx, Destination destination, Lookup lookup, FetchTrust trust) {
        this.vertx = vertx;
        this.destination = destination;
        this.lookup = lookup;
        this.client = vertx.createHttpClient(options(destination, trust));
    }

    private static HttpClientOptions options(Destination destination, FetchTrust trust) {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) UpstreamLimits.KEEP_ALIVE.toSeconds())
                .setPipelining(false)
                .setTrustOptions(TrustOptions.wrap(trust.manager()))
                .setVerifyHost(true)
                .setDecompressionSupported(false)
                .setConnectTimeout((int) UpstreamLimits.CONNECT_TIME.toMillis())
                .setSslHandshakeTimeout(UpstreamLimits.HANDSHAKE_TIME.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxPoolSize(destination.bounds().connections() + 2 + Limits.WATCHES_PER_SERVER)
                .setMaxWaitQueueSize(UpstreamLimits.WAITING)
                .setMaxHeaderSize(UpstreamLimits.HEADER_BYTES)
                .setMaxInitialLineLength(UpstreamLimits.HEADER_BYTES);
    }

    Future<Void> close() {
        return client.close();
    }

    /// A request that is ready to be sent there.
    Future<HttpClientRequest> open(HttpMethod method, String url, Map<String, String> headers) {
        return Target.anywhere(url)
                .map(target -> judged(target).compose(at -> connect(method, target, at, headers)))
                .orElseGet(() ->
                        Future.failedFuture(
                                Fault.of(FaultClass.TRANSPORT, "The address is not a URL.")));
    }

    /// Names are looked up elsewhere; what follows happens where the session lives.
    private Future<List<InetSocketAddress>> judged(Target target) {
        Promise<List<InetSocketAddress>> here =
                ((ContextInternal) vertx.getOrCreateContext()).promise();
        lookup.judged(target, destination::admits).onComplete(here);
        return here.future();
    }

    private Future<HttpClientRequest> connect(
            HttpMethod method,
            Target target,
            List<InetSocketAddress> at,
            Map<String, String> headers) {
        return client.request(options(method, target, at.getFirst(), headers))
                .map(request -> {
                    // What goes wrong there is seen where the answer is read.
                    request.connection().exceptionHandler(_ -> {});
                    request.exceptionHandler(_ -> {});
                    return request;
                })
                .recover(failed ->
                        at.size() > 1
                                ? connect(method, target, at.subList(1, at.size()), headers)
                                : Future.failedFuture(failed));
    }

    private static RequestOptions options(
            HttpMethod method, Target target, InetSocketAddress at, Map<String, String> headers) {
        var options =
                new RequestOptions()
                        .setMethod(method)
                        .setServer(SocketAddress.inetSocketAddress(at))
                        .setHost(target.host())
                        .setPort(target.port())
                        .setSsl(target.isTls())
                        .setURI(target.pathAndQuery())
                        .setFollowRedirects(false)
                        .putHeader("Accept-Encoding", "identity")
                        .putHeader("User-Agent", "carnet");
        headers.forEach(options::putHeader);
        return options;
    }

    /// What proves us there, without anything that is not for it to say.
    static boolean isProof(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return !OURS.contains(name) && !name.startsWith("mcp-");
    }
}
