package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Operation.BodyKind;
import dev.carnet.mcp.service.Operation.Method;
import dev.carnet.mcp.service.Operation.Parameter;
import dev.carnet.mcp.service.Operation.Place;
import dev.carnet.mcp.service.Operation.Style;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a service offers that has no description: requests to any path below its address, a tool
/// for each method, so that rules can tell reading from writing and from taking away.
final class PlainOperations {

    /// Arguments of such a tool.
    static final String PATH = "path";

    static final String QUERY = "query";

    /// What is said to any other path.
    static final String NOT_PLAIN =
            "path is below the service's address: it begins with a slash and has neither dot"
                    + " segments nor escapes nor a query.";

    /// An absolute path without query, fragment, dot segments, encoded separators or empty parts. A
    /// dot segment with parameters (`..;`) is one to servers that take these off first.
    private static final Pattern PLAIN =
            Pattern.compile("(/(?!\\.{1,2}([/;]|$))[A-Za-z0-9._~!$&'()*+,;=:-]+)+/?|/");

    /// The tools.
    static final List<Operation> ALL =
            List.of(
                    operation("get", Method.GET, "Reads what is at a path.", false),
                    operation("post", Method.POST, "Sends something new to a path.", true),
                    operation("put", Method.PUT, "Replaces what is at a path.", true),
                    operation("patch", Method.PATCH, "Changes what is at a path.", true),
                    operation("delete", Method.DELETE, "Removes what is at a path.", false));

    private PlainOperations() {}

    /// The tool of that name.
    static Optional<Operation> named(String name) {
        return ALL.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// The request that those arguments make.
    static ApiRequest request(Operation operation, ObjectNode arguments) throws Unusable {
        String path = arguments.path(PATH).asText("");
        if (!isPlain(path)) {
            throw new Unusable(NOT_PLAIN);
        }
        var at =
                new Operation(
                        operation.name(),
                        "",
                        "",
                        operation.method(),
                        path,
                        List.of(new Parameter(QUERY, QUERY, Place.QUERY, Style.EXPLODED)),
                        operation.body(),
                        operation.inputSchema());
        return ApiRequest.of(at, arguments);
    }

    /// Whether a path may be asked for.
    static boolean isPlain(String path) {
        return path.length() <= ServiceLimits.PATH_CHARACTERS && PLAIN.matcher(path).matches();
    }

    /// The arguments that say where below the service's address.
    static void pathAndQuery(ObjectNode properties) {
        properties
                .putObject(PATH)
                .put("type", "string")
                .put("description", "Below the service's address, beginning with a slash.");
        properties
                .putObject(QUERY)
                .put("type", "object")
                .putObject("additionalProperties")
                .putArray("type")
                .add("string")
                .add("number")
                .add("boolean");
    }

    private static Operation operation(
            String name, Method method, String description, boolean hasBody) {
        var schema = Json.object().put("type", "object");
        var properties = schema.putObject("properties");
        pathAndQuery(properties);
        if (hasBody) {
            properties.putObject(Operation.BODY).put("description", "Sent as JSON.");
        }
        schema.putArray("required").add(PATH);
        schema.put("additionalProperties", false);
        return new Operation(
                name,
                method.name(),
                description,
                method,
                "",
                List.of(),
                hasBody ? Optional.of(BodyKind.JSON) : Optional.empty(),
                schema);
    }
}
