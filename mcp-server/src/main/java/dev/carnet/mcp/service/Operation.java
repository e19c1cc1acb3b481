package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One operation of a service, as a tool.
///
/// @param name of the tool: its `operationId` as far as a tool's name allows
/// @param path below the service's address, with `{name}` for what varies
/// @param inputSchema of the arguments: every parameter, and `body`
public record Operation(
        String name,
        String title,
        String description,
        Method method,
        String path,
        List<Parameter> parameters,
        Optional<BodyKind> body,
        ObjectNode inputSchema) {

    /// The member of a definition that says which request the tool makes. Whoever approves the tool
    /// approves that, and another request under the same words is another tool; clients are not
    /// told.
    public static final String REQUEST = "dev.carnet/request";

    /// The argument that holds the body of a request.
    static final String BODY = "body";

    /// Methods that a description may name; all others are left out.
    public enum Method {
        GET,
        HEAD,
        POST,
        PUT,
        PATCH,
        DELETE;

        /// Whether it only reads (RFC 9110 §9.2.1).
        boolean reads() {
            return this == GET || this == HEAD;
        }
    }

    /// How a body is written.
    public enum BodyKind {
        JSON("application/json"),
        FORM("application/x-www-form-urlencoded"),
        TEXT("text/plain");

        private final String mediaType;

        BodyKind(String mediaType) {
            this.mediaType = mediaType;
        }

        /// What it is sent as.
        String mediaType() {
            return mediaType;
        }
    }

    /// Where a parameter goes.
    public enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /// How a parameter that is more than one value is written (OpenAPI 3.1 §4.8.12.2).
    public enum Style {
        /// `name=a&name=b`
        EXPLODED,
        /// `name=a,b`
        JOINED,
        /// `name[key]=value`
        DEEP,
        /// As JSON.
        JSON
    }

    /// One parameter.
    ///
    /// @param argument what it is called among the arguments
    /// @param name what the service calls it
    public record Parameter(String argument, String name, Place place, Style style) {}

    private ObjectNode request() {
        var request = Json.object().put("method", method.name()).put("path", path);
        var sent = request.putArray("parameters");
        for (Parameter one : parameters) {
            sent.addObject()
                    .put("argument", one.argument())
                    .put("name", one.name())
                    .put("in", one.place().name().toLowerCase(Locale.ROOT))
                    .put("style", one.style().name().toLowerCase(Locale.ROOT));
        }
        body.ifPresent(kind -> request.put("body", kind.mediaType()));
        return request;
    }

    /// The definition of the tool, as `tools/list` of an upstream would tell it. The hints are what
    /// HTTP says of the method.
    ObjectNode definition() {
        var definition =
                Json.object().put("name", name).put("title", title).put("description", description);
        definition.set("inputSchema", inputSchema);
        definition
                .putObject("annotations")
                .put("readOnlyHint", method.reads())
                .put("destructiveHint", method == Method.DELETE || method == Method.PUT)
                .put("idempotentHint", method != Method.POST && method != Method.PATCH)
                .put("openWorldHint", true);
        definition.set(REQUEST, request());
        return definition;
    }
}
