package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// HTTP services as upstreams: what their description says, or any path below their address.
@Singleton
public final class HttpServices implements Interpreter {

    private static final String INVALID = "Invalid arguments: ";

    private final Requests requests;
    private final Descriptions descriptions;

    HttpServices(Requests requests, Descriptions descriptions) {
        this.requests = requests;
        this.descriptions = descriptions;
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
                        operations.stream().map(Operation::definition).toList(),
                        List.of(),
                        List.of(),
                        List.of(),
                        document.map(ApiDocument::omitted).orElse(List.of())));
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
        Optional<ApiDocument> document = document(destination);
        Optional<Operation> operation =
                document.isPresent()
                        ? document.get().operation(call.tool())
                        : PlainOperations.named(call.tool());
        try {
            return operation.isEmpty()
                    ? Future.succeededFuture(protocol("The service has no such operation."))
                    : send(
                            destination,
                            pass,
                            document.isPresent()
                                    ? ApiRequest.of(operation.get(), call.arguments())
                                    : PlainOperations.request(operation.get(), call.arguments()),
                            cancelled);
        } catch (Unusable wrong) {
            return Future.succeededFuture(ApiAnswer.wrong(INVALID + wrong.publicText()));
        }
    }

    private Future<Reply> send(
            Destination destination, Pass pass, ApiRequest request, Future<Void> cancelled) {
        var asked =
                new Asked(
                        HttpMethod.valueOf(request.method().name()),
                        request.target(),
                        request.headers(),
                        request.body().map(Buffer::buffer));
        return requests.send(destination, pass, asked, cancelled)
                .map(answered -> answer(destination, request, answered).reply());
    }

    private static ApiAnswer answer(
            Destination destination, ApiRequest request, Answered answered) {
        return new ApiAnswer(
                answered.status(),
                answered.mediaType(),
                answered.body(),
                destination.address() + request.target());
    }

    /// Any answer but one that does not take what proves us, or that the service fails, is a sign
    /// of life: nobody knows what stands at its root.
    @Override
    public Future<Probing> probe(Destination destination, Pass pass) {
        long at = System.nanoTime();
        var asked = new Asked(HttpMethod.GET, "/", Map.of(), Optional.empty());
        return requests.send(destination, pass, asked, Future.future(_ -> {}))
                .map(answered -> probing(answered, Duration.ofNanos(System.nanoTime() - at)));
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
