package dev.carnet.mcp.rest;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.RouteTable;
import io.restassured.response.Response;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Holds every live answer of the API against its published description, which is asked for and
/// understood once.
final class Described {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private Described() {}

    /// Fails when the answer to that request is not as described.
    static void check(String method, String path, Response response) {
        String below =
                path.startsWith(RouteTable.BASE) ? path.substring(RouteTable.BASE.length()) : "";
        Routes.TABLE
                .find(method, below)
                .ifPresent(route -> check(schema(route, response), method + " " + path, response));
    }

    private static void check(Schema schema, String what, Response response) {
        var wrong = schema.validate(json(response.asString()));
        if (!wrong.isEmpty()) {
            throw new AssertionError(what + " " + response.statusCode() + ": " + wrong);
        }
    }

    private static Schema schema(Route route, Response response) {
        String type = response.contentType().replaceFirst(";.*", "");
        return SCHEMAS.computeIfAbsent(
                route.name() + " " + response.statusCode() + " " + type,
                _ ->
                        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(schema(Published.API, route, response, type)));
    }

    /// The schema of that answer, with everything it refers to.
    private static ObjectNode schema(JsonNode api, Route route, Response response, String type) {
        JsonNode responses =
                api.path("paths")
                        .path(RouteTable.BASE + route.template())
                        .path(route.method().toLowerCase(java.util.Locale.ROOT))
                        .path("responses");
        JsonNode described =
                Optional.ofNullable(responses.get(Integer.toString(response.statusCode())))
                        .filter(one -> one.has("content"))
                        .orElse(responses.path("default"));
        JsonNode schema = described.path("content").path(type).path("schema");
        if (schema.isMissingNode()) {
            throw new AssertionError(route.name() + " describes no " + response.statusCode());
        }
        ObjectNode whole = schema.deepCopy();
        whole.set("components", api.path("components"));
        return whole;
    }

    static JsonNode description() {
        return json(given().get("/q/openapi?format=json").asString());
    }

    /// Asked for when it is first needed.
    private static final class Published {

        static final JsonNode API = description();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException none) {
            throw new AssertionError("not JSON: " + text, none);
        }
    }
}
