package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.mcp.upstream.Requests;
import dev.carnet.mcp.upstream.Requests.Answered;
import dev.carnet.mcp.upstream.Requests.Asked;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The way of one request to a service: judged before a byte leaves, and again wherever the service
/// sends it on. What proves us, and what the caller brought along, stays at the service's own
/// origin.
///
/// @param until when it has to be over (nanoseconds)
record Trip(
        Requests requests,
        Destination destination,
        Pass pass,
        TermsBook.Standing standing,
        long until,
        Future<Void> cancelled) {

    /// What is said to a redirect that is none of ours to follow.
    static final String NOT_FOLLOWED =
            "The service answered with a redirect, which is not followed.";

    private static final String NOT_LET_IN =
            "The service sent the request on to where it is not let in (HTTP 401).";

    private static final int UNAUTHORIZED = 401;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /// Dot segments that only some would see: encoded, with parameters, or between encoded slashes.
    private static final Pattern HIDDEN_SEGMENT =
            Pattern.compile("(?i)%2e|%5c|(/|%2f)\\.{1,2}(;|%2f|%3b|$)|%2f\\.{1,2}/");

    /// What it came to.
    sealed interface Arrival {

        /// This answer.
        record Answer(Answered answered, String url) implements Arrival {}

        /// None that is shown.
        record Lost(Reply reply) implements Arrival {}
    }

    /// Goes, unless the service's terms speak against it.
    ///
    /// @param body as the constraints see it
    Future<Arrival> begin(ApiRequest request, JsonNode body) {
        ObjectNode parts = ApiParts.of(destination.address(), request, body);
        return barred(parts)
                .map(Future::succeededFuture)
                .orElseGet(() ->
                        go(asked(request), pass, HttpMethod.valueOf(request.method().name()), 0));
    }

    private Optional<Arrival> barred(ObjectNode parts) {
        return standing.objection(parts).map(Arrival.Lost::new);
    }

    /// That an owner let the service into their own network counts for other hosts only if an owner
    /// named those, too.
    private Destination toward(String url) {
        return standing.hostsByOwner() || authority(URI.create(url)).equals(authority(own()))
                ? destination
                : destination.elsewhere();
    }

    private URI own() {
        return URI.create(destination.address());
    }

    private Asked asked(ApiRequest request) {
        return new Asked(
                HttpMethod.valueOf(request.method().name()),
                home() + request.target(),
                request.headers(),
                request.body().map(Buffer::buffer));
    }

    private String home() {
        String address = destination.address();
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private Future<Arrival> go(Asked asked, Pass with, HttpMethod method, int hops) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        return requests.send(toward(asked.url()), with, asked, left, cancelled)
                .compose(answered ->
                        REDIRECTS.contains(answered.status())
                                ? onward(asked, answered, method, hops)
                                : Future.succeededFuture(arrived(asked, answered, hops)));
    }

    /// Who says 401 only after a redirect says nothing about what proves us at the service, which
    /// has done by then what was asked: that is no reason to ask again, or to renew anything.
    private static Arrival arrived(Asked asked, Answered answered, int hops) {
        return answered.status() == UNAUTHORIZED && hops > 0
                ? new Arrival.Lost(
                        new Broken(FaultClass.AUTHENTICATION, NOT_LET_IN, Optional.empty()))
                : new Arrival.Answer(answered, asked.url());
    }

    /// Only what reads goes on, or what the service says to read instead (303, RFC 9110 §15.4.4).
    private Future<Arrival> onward(Asked asked, Answered answered, HttpMethod method, int hops) {
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        Optional<URI> next =
                Optional.ofNullable(answered.headers().get("location"))
                        .flatMap(location -> resolved(asked.url(), location))
                        .filter(_ -> reads || answered.status() == 303)
                        .filter(_ -> hops < ServiceLimits.REDIRECTS)
                        .filter(this::allowed);
        if (next.isEmpty()) {
            return Future.succeededFuture(
                    new Arrival.Lost(
                            new Broken(FaultClass.PROTOCOL, NOT_FOLLOWED, Optional.empty())));
        }
        HttpMethod read = method.equals(HttpMethod.HEAD) ? method : HttpMethod.GET;
        return atHome(next.get())
                ? within(asked, next.get(), read, hops)
                : go(away(next.get(), read), new Pass(Map.of(), pass.principal()), read, hops + 1);
    }

    /// At the service itself the same bounds hold as for the first request.
    private Future<Arrival> within(Asked asked, URI next, HttpMethod read, int hops) {
        String target = next.toString().substring(home().length());
        var request =
                new ApiRequest(
                        Operation.Method.valueOf(read.name()),
                        target,
                        asked.headers(),
                        Optional.empty());
        return barred(ApiParts.of(destination.address(), request, Json.object()))
                .map(Future::succeededFuture)
                .orElseGet(() -> go(asked(request), pass, read, hops + 1));
    }

    private static Asked away(URI next, HttpMethod read) {
        return new Asked(read, next.toString(), Map.of("accept", "*/*"), Optional.empty());
    }

    private static Optional<URI> resolved(String from, String location) {
        try {
            URI next = URI.create(from).resolve(location).normalize();
            return Optional.of(URI.create(next.toString().replaceFirst("#.*$", "")))
                    .filter(url -> url.getRawUserInfo() == null && url.getHost() != null)
                    .filter(url -> !HIDDEN_SEGMENT.matcher(url.getRawPath()).find());
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// Below the service's own address, or at a host of its terms, in the same scheme.
    private boolean allowed(URI next) {
        boolean named =
                standing.terms().hosts().stream()
                        .flatMap(hosts -> hosts.stream())
                        .anyMatch(host -> host.equals(authority(next)));
        return own().getScheme().equals(next.getScheme()) && (atHome(next) || named);
    }

    private boolean atHome(URI next) {
        URI own = URI.create(home());
        return own.getScheme().equals(next.getScheme())
                && authority(own).equals(authority(next))
                && next.toString().startsWith(home() + "/");
    }

    /// In lower case, as hosts of terms are; the scheme's own port is not said.
    private static String authority(URI url) {
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        return url.getPort() < 0 || url.getPort() == usual ? host : host + ":" + url.getPort();
    }
}
