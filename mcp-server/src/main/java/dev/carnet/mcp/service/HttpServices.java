package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.TermsBook.Standing;
import dev.carnet.mcp.service.Trip.Arrival;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.Era;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Interpreter;
import dev.carnet.mcp.upstream.Offering;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Probing;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.mcp.upstream.Requests;
import dev.carnet.mcp.upstream.Requests.Answered;
import dev.carnet.mcp.upstream.Requests.Asked;
import dev.carnet.mcp.upstream.Use;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// HTTP services as upstreams: what their description says, or any path below their address.
@Singleton
public final class HttpServices implements Interpreter {

    private static final String INVALID = "Invalid arguments: ";

    private static final Set<String> SHOWN =
            Set.of(
                    "content-type",
                    "content-language",
                    "content-range",
                    "etag",
                    "last-modified",
                    "link",
                    "location",
                    "retry-after",
                    "deprecation",
                    "sunset",
                    "x-request-id");

    private final Requests requests;
    private final Descriptions descriptions;
    private final TermsBook book;

    HttpServices(Requests requests, Descriptions descriptions, TermsBook book) {
        this.requests = requests;
        this.descriptions = descriptions;
        this.book = book;
    }

    @Override
    public Future<Offering> offer(Destination destination, Pass pass) {
        Optional<ApiDocument> document = document(destination);
        List<Operation> operations =
                document.map(ApiDocument::operations).orElse(PlainOperations.ALL);
        return Future.succeededFuture(
                new Offering.Offer(
                        Era.CURRENT,
                        "",
                        Json.object()
                                .put("name", document.map(ApiDocument::title).orElse("HTTP API"))
                                .put("version", document.map(ApiDocument::version).orElse("")),
                        Json.object(),
                        Optional.empty(),
                        tools(operations),
                        List.of(),
                        List.of(),
                        List.of(),
                        document.map(ApiDocument::omitted).orElse(List.of())));
    }

    private static List<ObjectNode> tools(List<Operation> operations) {
        return Stream.concat(
                        operations.stream()
                                .filter(one -> !one.name().equals(ProxyRequest.NAME))
                                .map(Operation::definition),
                        Stream.of(ProxyRequest.definition()))
                .toList();
    }

    private Optional<ApiDocument> document(Destination destination) {
        return descriptions.of(destination.workspace(), destination.serverId());
    }

    @Override
    public Future<Reply> use(Destination destination, Pass pass, Use use, Future<Void> cancelled) {
        return switch (use.act()) {
            case Use.Act.Call call -> call(destination, pass, call, cancelled);
            case Use.Act.Get _, Use.Act.Read _, Use.Act.Complete _ ->
                    Future.succeededFuture(
                            protocol("An HTTP service has neither prompts nor resources."));
        };
    }

    private Future<Reply> call(
            Destination destination, Pass pass, Use.Act.Call call, Future<Void> cancelled) {
        try {
            Optional<ApiRequest> request = request(destination, call);
            return request.isEmpty()
                    ? Future.succeededFuture(protocol("The service has no such operation."))
                    : sent(trip(destination, pass, cancelled), call, request.get());
        } catch (Unusable wrong) {
            return Future.succeededFuture(ApiAnswer.wrong(INVALID + wrong.publicText()));
        }
    }

    private static Future<Reply> sent(Trip trip, Use.Act.Call call, ApiRequest request) {
        boolean proxied = call.tool().equals(ProxyRequest.NAME);
        return trip.begin(
                        furnished(trip.standing(), request), call.arguments().path(Operation.BODY))
                .map(arrival ->
                        switch (arrival) {
                            case Arrival.Lost(Reply reply) -> reply;
                            case Arrival.Answer(Answered answered, String url) when proxied ->
                                    answer(answered, url).whole(shown(answered.headers()));
                            case Arrival.Answer(Answered answered, String url) ->
                                    answer(answered, url).reply();
                        });
    }

    /// What names a version is said in public, and stands in answers by chance.
    @Override
    public Map<String, String> fixed(Destination destination) {
        Map<String, String> fixed =
                new TreeMap<>(
                        book.of(destination.workspace(), destination.serverId())
                                .terms()
                                .headers()
                                .orElse(Map.of()));
        fixed.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("version"));
        return fixed;
    }

    /// What cannot be made a request of is told when it is used.
    @Override
    public Optional<Reply.Barred> objection(Destination destination, Use.Act.Call call) {
        Standing standing = book.of(destination.workspace(), destination.serverId());
        try {
            return request(destination, call)
                    .map(request -> furnished(standing, request))
                    .map(request ->
                            ApiParts.of(
                                    destination.address(),
                                    request,
                                    call.arguments().path(Operation.BODY)))
                    .flatMap(standing::objection);
        } catch (Unusable wrong) {
            return Optional.empty();
        }
    }

    /// The request those arguments make; none of an operation that the service does not have.
    private Optional<ApiRequest> request(Destination destination, Use.Act.Call call)
            throws Unusable {
        if (call.tool().equals(ProxyRequest.NAME)) {
            return Optional.of(ProxyRequest.request(call.arguments()));
        }
        Optional<ApiDocument> document = document(destination);
        Optional<Operation> operation =
                document.isPresent()
                        ? document.get().operation(call.tool())
                        : PlainOperations.named(call.tool());
        if (operation.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                document.isPresent()
                        ? ApiRequest.of(operation.get(), call.arguments())
                        : PlainOperations.request(operation.get(), call.arguments()));
    }

    private Trip trip(Destination destination, Pass pass, Future<Void> cancelled) {
        return new Trip(
                requests,
                destination,
                pass,
                book.of(destination.workspace(), destination.serverId()),
                System.nanoTime() + destination.bounds().time().toNanos(),
                cancelled);
    }

    /// With the headers of the service's terms, which a caller does not replace.
    private static ApiRequest furnished(Standing standing, ApiRequest request) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        standing.terms()
                .headers()
                .ifPresent(fixed -> fixed.forEach((name, value) -> put(headers, name, value)));
        return new ApiRequest(request.method(), request.target(), headers, request.body());
    }

    private static void put(Map<String, String> headers, String name, String value) {
        headers.keySet().removeIf(name::equalsIgnoreCase);
        headers.put(name, value);
    }

    private static ApiAnswer answer(Answered answered, String url) {
        return new ApiAnswer(answered.status(), answered.mediaType(), answered.body(), url);
    }

    /// Headers of an answer that callers may know, in the order of their names.
    private static Map<String, String> shown(Map<String, String> headers) {
        Map<String, String> shown = new TreeMap<>(headers);
        shown.keySet()
                .removeIf(name ->
                        !SHOWN.contains(name)
                                && !name.startsWith("x-ratelimit-")
                                && !name.startsWith("ratelimit"));
        return shown;
    }

    /// Any answer but one that does not take what proves us, or that the service fails, is a sign
    /// of life: nobody knows what stands at its root.
    @Override
    public Future<Probing> probe(Destination destination, Pass pass) {
        long at = System.nanoTime();
        var asked = new Asked(HttpMethod.GET, checked(destination), Map.of(), Optional.empty());
        return requests.send(
                        destination,
                        pass,
                        asked,
                        destination.bounds().time(),
                        Future.future(_ -> {}))
                .map(answered -> probing(answered, Duration.ofNanos(System.nanoTime() - at)));
    }

    private String checked(Destination destination) {
        String address = destination.address();
        String path =
                book.of(destination.workspace(), destination.serverId())
                        .terms()
                        .check()
                        .orElse("/");
        return address.endsWith("/")
                ? address.substring(0, address.length() - 1) + path
                : address + path;
    }

    private static Probing probing(Answered answered, Duration took) {
        if (answered.status() == 401) {
            return new Broken(
                    FaultClass.AUTHENTICATION,
                    "The service does not take the credential (HTTP 401).",
                    Optional.empty());
        }
        if (answered.status() >= 500) {
            return new Broken(
                    FaultClass.DOWNSTREAM,
                    "The service failed (HTTP " + answered.status() + ").",
                    Optional.empty());
        }
        ObjectNode server = Json.object().put("name", "HTTP API");
        return new Probing.Alive(Era.CURRENT, "", server, took);
    }

    private static Broken protocol(String publicText) {
        return new Broken(FaultClass.PROTOCOL, publicText, Optional.empty());
    }
}
