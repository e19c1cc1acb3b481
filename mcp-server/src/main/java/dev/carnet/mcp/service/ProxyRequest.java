package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Operation.BodyKind;
import dev.carnet.mcp.service.Operation.Method;
import dev.carnet.mcp.service.Operation.Parameter;
import dev.carnet.mcp.service.Operation.Place;
import dev.carnet.mcp.service.Operation.Style;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One tool through which any request below a service's address is made: for servers and agents
/// that speak to the API themselves and leave its credential to Carnet. Its class is destructive
/// unless an operator says otherwise; constraints say what it may be used for.
final class ProxyRequest {

    /// The tool's name.
    static final String NAME = "proxy_request";

    private static final String METHOD = "method";
    private static final String HEADERS = "headers";
    private static final String BODY_AS = "body_as";

    /// The tool, as the worst it can do.
    static final Operation OPERATION =
            new Operation(
                    NAME,
                    "Request",
                    "Makes one request below the service's address. The credential is added on the"
                            + " way; the answer tells its status, some of its headers and its body.",
                    Method.DELETE,
                    "",
                    List.of(),
                    Optional.empty(),
                    schema());

    private ProxyRequest() {}

    /// As it is listed: it may do anything, and not the same twice.
    static ObjectNode definition() {
        ObjectNode definition = OPERATION.definition();
        ((ObjectNode) definition.path("annotations")).put("idempotentHint", false);
        return definition;
    }

    /// The request that those arguments make.
    static ApiRequest request(ObjectNode arguments) throws Unusable {
        String path = arguments.path(PlainOperations.PATH).asText("");
        if (!PlainOperations.isPlain(path)) {
            throw new Unusable(PlainOperations.NOT_PLAIN);
        }
        Method method = Method.valueOf(arguments.path(METHOD).asText("GET"));
        var operation =
                new Operation(
                        NAME,
                        NAME,
                        "",
                        method,
                        path,
                        List.of(
                                new Parameter(
                                        PlainOperations.QUERY,
                                        PlainOperations.QUERY,
                                        Place.QUERY,
                                        Style.EXPLODED)),
                        method.reads() ? Optional.empty() : Optional.of(kind(arguments)),
                        OPERATION.inputSchema());
        if (method.reads() && arguments.has(Operation.BODY)) {
            throw new Unusable("A request that only reads has no body.");
        }
        return with(ApiRequest.of(operation, arguments), CallerHeaders.of(arguments.path(HEADERS)));
    }

    private static ApiRequest with(ApiRequest request, Map<String, String> given) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.putAll(given);
        return new ApiRequest(request.method(), request.target(), headers, request.body());
    }

    private static BodyKind kind(ObjectNode arguments) {
        return BodyKind.valueOf(arguments.path(BODY_AS).asText("json").toUpperCase(Locale.ROOT));
    }

    private static ObjectNode schema() {
        var schema = Json.object().put("type", "object");
        var properties = schema.putObject("properties");
        var methods = properties.putObject(METHOD).put("type", "string").putArray("enum");
        Arrays.stream(Method.values()).map(Method::name).forEach(methods::add);
        PlainOperations.pathAndQuery(properties);
        properties
                .putObject(HEADERS)
                .put("type", "object")
                .put("maxProperties", ServiceLimits.HEADERS)
                .putObject("additionalProperties")
                .put("type", "string");
        properties.putObject(Operation.BODY).put("description", "Written as body_as says.");
        var kinds = properties.putObject(BODY_AS).put("type", "string").put("default", "json");
        kinds.putArray("enum").add("json").add("form").add("text");
        schema.putArray("required").add(METHOD).add(PlainOperations.PATH);
        schema.put("additionalProperties", false);
        return schema;
    }
}
