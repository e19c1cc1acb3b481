package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Operation.BodyKind;
import dev.carnet.mcp.service.Operation.Method;
import dev.carnet.mcp.service.Operation.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One request to a service, made of an operation and its arguments. What proves us is not in it.
///
/// @param target path and query below the service's address, encoded
/// @param body empty when there is none; its type is among the headers
record ApiRequest(
        Method method, String target, Map<String, String> headers, Optional<String> body) {

    /// The request that these arguments make. They have been checked against the operation's
    /// schema.
    static ApiRequest of(Operation operation, ObjectNode arguments) throws Unusable {
        var writing = new Writing(operation.path());
        for (Parameter parameter : operation.parameters()) {
            JsonNode value = arguments.path(parameter.argument());
            if (!value.isMissingNode() && !value.isNull()) {
                writing.put(parameter, value);
            }
        }
        Optional<String> body = body(operation, arguments.path(Operation.BODY));
        if (body.isPresent()) {
            writing.headers.put("Content-Type", operation.body().orElseThrow().mediaType());
        }
        writing.headers.put("Accept", "application/json, */*;q=0.5");
        return new ApiRequest(operation.method(), writing.target(), writing.headers, body);
    }

    private static Optional<String> body(Operation operation, JsonNode value) throws Unusable {
        if (operation.body().isEmpty() || value.isMissingNode()) {
            return Optional.empty();
        }
        BodyKind kind = operation.body().get();
        return Optional.of(
                switch (kind) {
                    case JSON -> new String(Json.bytes(value), StandardCharsets.UTF_8);
                    case TEXT -> scalar(Operation.BODY, value);
                    case FORM -> form(value);
                });
    }

    private static String form(JsonNode value) throws Unusable {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            for (String one : values(member.getKey(), member.getValue())) {
                pairs.add(encoded(member.getKey()) + "=" + encoded(one));
            }
        }
        return String.join("&", pairs);
    }

    private static List<String> values(String name, JsonNode value) throws Unusable {
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            for (JsonNode element : value) {
                values.add(scalar(name, element));
            }
        } else {
            values.add(scalar(name, value));
        }
        return values;
    }

    private static String scalar(String name, JsonNode value) throws Unusable {
        if (value.isContainerNode()) {
            throw new Unusable(name + " is one value here, or a list of such.");
        }
        return value.asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A request while its parameters are put in.
    private static final class Writing {

        private String path;
        private final List<String> query = new ArrayList<>();
        private final Map<String, String> headers = new LinkedHashMap<>();

        Writing(String path) {
            this.path = path;
        }

        void put(Parameter parameter, JsonNode value) throws Unusable {
            switch (parameter.place()) {
                case PATH -> segment(parameter, joined(parameter, value));
                case HEADER -> header(parameter, joined(parameter, value));
                case QUERY -> query(parameter, value);
            }
        }

        /// A dot segment or nothing would make another path of it, also between slashes that a
        /// service decodes before it takes dot segments out.
        private void segment(Parameter parameter, String text) throws Unusable {
            if (text.isEmpty()
                    || Arrays.stream(text.split("[/\\\\;]", -1))
                            .anyMatch(part -> part.equals(".") || part.equals(".."))) {
                throw new Unusable(parameter.argument() + " cannot be empty or have dot segments.");
            }
            path = path.replace("{" + parameter.name() + "}", encoded(text));
        }

        private void header(Parameter parameter, String text) throws Unusable {
            if (!text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
                throw new Unusable(parameter.argument() + " is sent as a header: printable ASCII.");
            }
            headers.put(parameter.name(), text);
        }

        private void query(Parameter parameter, JsonNode value) throws Unusable {
            String name = encoded(parameter.name());
            switch (parameter.style()) {
                case EXPLODED -> exploded(parameter, value);
                case DEEP -> deep(parameter, value);
                case JOINED -> query.add(name + "=" + commas(parameter, value));
                case JSON ->
                        query.add(
                                name
                                        + "="
                                        + encoded(
                                                new String(
                                                        Json.bytes(value),
                                                        StandardCharsets.UTF_8)));
            }
        }

        /// The members of an object are parameters of their own (style `form`).
        private void exploded(Parameter parameter, JsonNode value) throws Unusable {
            if (value.isObject()) {
                Stream.of(form(value)).filter(pairs -> !pairs.isEmpty()).forEach(query::add);
                return;
            }
            for (String one : values(parameter.argument(), value)) {
                query.add(encoded(parameter.name()) + "=" + encoded(one));
            }
        }

        private void deep(Parameter parameter, JsonNode value) throws Unusable {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                String name = parameter.name() + "[" + member.getKey() + "]";
                for (String one : values(parameter.argument(), member.getValue())) {
                    query.add(encoded(name) + "=" + encoded(one));
                }
            }
        }

        /// The commas between values are not encoded, those within are.
        private static String commas(Parameter parameter, JsonNode value) throws Unusable {
            return values(parameter.argument(), value).stream()
                    .map(ApiRequest::encoded)
                    .collect(Collectors.joining(","));
        }

        private static String joined(Parameter parameter, JsonNode value) throws Unusable {
            return parameter.style() == Operation.Style.JSON
                    ? new String(Json.bytes(value), StandardCharsets.UTF_8)
                    : String.join(",", values(parameter.argument(), value));
        }

        String target() {
            return query.isEmpty() ? path : path + "?" + String.join("&", query);
        }
    }
}
