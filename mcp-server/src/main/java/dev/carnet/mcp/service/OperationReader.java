package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Operation.BodyKind;
import dev.carnet.mcp.service.Operation.Method;
import dev.carnet.mcp.service.Operation.Parameter;
import dev.carnet.mcp.service.Operation.Place;
import dev.carnet.mcp.service.Operation.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads one operation of a description.
final class OperationReader {

    /// Parameters in headers that are not a caller's business: those the specification tells to
    /// ignore (OpenAPI 3.1 §4.8.12), and those that say who we are or how the message is framed.
    private static final Set<String> NO_PARAMETERS =
            Set.of(
                    "accept",
                    "content-type",
                    "content-length",
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "host",
                    "connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "keep-alive",
                    "expect",
                    "forwarded",
                    "x-forwarded-for",
                    "x-forwarded-host",
                    "x-forwarded-proto");

    private final References references;
    private final Shapes shapes;
    private final ObjectNode properties = Json.object();
    private final ArrayNode required = Json.MAPPER.createArrayNode();
    private final List<Parameter> parameters = new ArrayList<>();

    OperationReader(References references, boolean older) {
        this.references = references;
        this.shapes = new Shapes(references, older);
    }

    /// The operation.
    ///
    /// @param name of the tool
    /// @param item what all operations of the path have in common
    Operation read(String name, Method method, String path, JsonNode item, JsonNode operation)
            throws Unusable {
        for (JsonNode parameter : merged(item, operation)) {
            parameter(parameter);
        }
        Optional<BodyKind> body = body(operation);
        demandPlaces(path);
        return new Operation(
                name,
                operation.path("summary").asText(name),
                description(method, path, operation),
                method,
                path,
                List.copyOf(parameters),
                body,
                schema());
    }

    private static String description(Method method, String path, JsonNode operation) {
        String said = operation.path("description").asText(operation.path("summary").asText(""));
        return said.isBlank() ? method + " " + path : said;
    }

    /// An operation's own parameters stand before those of its path.
    private Iterable<JsonNode> merged(JsonNode item, JsonNode operation) throws Unusable {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (JsonNode source : List.of(item.path("parameters"), operation.path("parameters"))) {
            for (JsonNode reference : source) {
                JsonNode parameter = references.follow(reference);
                all.put(
                        parameter.path("in").asText() + "\n" + parameter.path("name").asText(),
                        parameter);
            }
        }
        return all.values();
    }

    private void parameter(JsonNode parameter) throws Unusable {
        String name = parameter.path("name").asText();
        boolean needed = parameter.path("required").asBoolean(false);
        Optional<Place> place = place(parameter.path("in").asText(), name);
        if (place.isEmpty() && needed && parameter.path("in").asText().equals("cookie")) {
            throw new Unusable("it needs the cookie " + name);
        }
        if (place.isPresent()) {
            String argument = free(name, place.get());
            properties.set(argument, described(parameter));
            parameters.add(new Parameter(argument, name, place.get(), style(parameter)));
            if (needed || place.get() == Place.PATH) {
                required.add(argument);
            }
        }
    }

    private static Optional<Place> place(String in, String name) {
        return switch (in) {
            case "path" -> Optional.of(Place.PATH);
            case "query" -> Optional.of(Place.QUERY);
            case "header" ->
                    NO_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))
                            ? Optional.empty()
                            : Optional.of(Place.HEADER);
            default -> Optional.empty();
        };
    }

    private String free(String name, Place place) {
        boolean taken = properties.has(name) || name.equals(Operation.BODY);
        return taken ? place.name().toLowerCase(Locale.ROOT) + "_" + name : name;
    }

    private JsonNode described(JsonNode parameter) throws Unusable {
        JsonNode schema = parameter.path("schema");
        if (schema.isMissingNode()) {
            schema = parameter.path("content").path("application/json").path("schema");
        }
        JsonNode shape = shapes.of(schema.isMissingNode() ? Json.object() : schema);
        if (shape instanceof ObjectNode object && parameter.path("description").isTextual()) {
            object.set("description", parameter.path("description"));
        }
        return shape;
    }

    private static Style style(JsonNode parameter) throws Unusable {
        if (parameter.has("content")) {
            return Style.JSON;
        }
        boolean query = parameter.path("in").asText().equals("query");
        String style = parameter.path("style").asText(query ? "form" : "simple");
        return switch (style) {
            case "form" ->
                    parameter.path("explode").asBoolean(true) ? Style.EXPLODED : Style.JOINED;
            case "simple" -> Style.JOINED;
            case "deepObject" -> Style.DEEP;
            default -> throw new Unusable("a parameter has the style " + style);
        };
    }

    private Optional<BodyKind> body(JsonNode operation) throws Unusable {
        JsonNode body = references.follow(operation.path("requestBody"));
        JsonNode content = body.path("content");
        for (Map.Entry<String, JsonNode> type : content.properties()) {
            Optional<BodyKind> kind = kind(type.getKey());
            if (kind.isPresent()) {
                JsonNode schema = type.getValue().path("schema");
                properties.set(
                        Operation.BODY, shapes.of(schema.isMissingNode() ? Json.object() : schema));
                if (body.path("required").asBoolean(false)) {
                    required.add(Operation.BODY);
                }
                return kind;
            }
        }
        if (body.path("required").asBoolean(false)) {
            throw new Unusable("its body is neither JSON nor a form nor text");
        }
        return Optional.empty();
    }

    private static Optional<BodyKind> kind(String mediaType) {
        String type = mediaType.toLowerCase(Locale.ROOT).split(";", -1)[0].strip();
        if (type.equals("application/json") || type.endsWith("+json") || type.equals("*/*")) {
            return Optional.of(BodyKind.JSON);
        }
        return switch (type) {
            case "application/x-www-form-urlencoded" -> Optional.of(BodyKind.FORM);
            case "text/plain" -> Optional.of(BodyKind.TEXT);
            default -> Optional.empty();
        };
    }

    private void demandPlaces(String path) throws Unusable {
        String rest = path;
        for (Parameter parameter : parameters) {
            if (parameter.place() == Place.PATH) {
                rest = rest.replace("{" + parameter.name() + "}", "");
            }
        }
        if (rest.contains("{") || rest.contains("}")) {
            throw new Unusable("its path has a part that no parameter fills");
        }
    }

    private ObjectNode schema() {
        var schema = Json.object().put("type", "object");
        schema.set("properties", properties);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
        shapes.into(schema);
        return schema;
    }
}
