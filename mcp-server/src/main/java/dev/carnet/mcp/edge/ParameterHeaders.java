package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.Usable;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;

/// Arguments a tool wants mirrored into headers (`x-mcp-header` in its schema): each header must
/// have the argument's value, and be absent exactly when the argument is.
final class ParameterHeaders {

    private ParameterHeaders() {}

    /// The refusal of the first mirrored argument whose header says something else.
    static Optional<RpcError> firstBroken(
            MultiMap headers, Message.Request request, Usable usable) {
        return usable instanceof Tool tool
                ? broken(
                                headers,
                                tool.definition().inputSchema(),
                                request.params().path("arguments"))
                        .findFirst()
                : Optional.empty();
    }

    /// Only chains of `properties` are followed, as the specification demands.
    private static Stream<RpcError> broken(MultiMap headers, JsonNode schema, JsonNode value) {
        ObjectNode properties =
                schema.path("properties") instanceof ObjectNode some ? some : Json.object();
        return properties.properties().stream()
                .flatMap(one -> broken(headers, one.getKey(), one.getValue(), value));
    }

    private static Stream<RpcError> broken(
            MultiMap headers, String property, JsonNode schema, JsonNode parent) {
        JsonNode value = parent.path(property);
        String suffix = schema.path("x-mcp-header").asText();
        return suffix.isEmpty()
                ? broken(headers, schema, value)
                : brokenHeader(headers, "Mcp-Param-" + suffix, value).stream();
    }

    private static Optional<RpcError> brokenHeader(MultiMap headers, String name, JsonNode value) {
        boolean absent = value.isMissingNode() || value.isNull();
        boolean fits =
                absent
                        ? !headers.contains(name)
                        : HeaderValue.decoded(headers, name)
                                .filter(text -> says(text, value))
                                .isPresent();
        return fits ? Optional.empty() : HeaderRules.mismatch(name);
    }

    private static boolean says(String header, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> header.equals(value.textValue());
            case BOOLEAN -> header.equals(value.asText());
            case NUMBER -> sameNumber(header, value.decimalValue());
            case ARRAY, BINARY, MISSING, NULL, OBJECT, POJO -> false;
        };
    }

    /// `42.0` and `42` are equal.
    private static boolean sameNumber(String header, BigDecimal value) {
        try {
            return header.length() <= 40 && new BigDecimal(header).compareTo(value) == 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }
}
