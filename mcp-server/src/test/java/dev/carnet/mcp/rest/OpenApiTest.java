package dev.carnet.mcp.rest;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.schema.SchemaCheck;
import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class OpenApiTest {

    private final World world = World.current();
    private final String origin = world.mcpUrl().replace("/mcp", "");

    @Test
    void describes_every_route_of_the_table_with_its_scope_and_no_other() throws Exception {
        JsonNode api = document();
        Set<String> described = new TreeSet<>();
        for (var path : api.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                described.add(
                        method.getKey().toUpperCase(Locale.ROOT)
                                + " "
                                + path.getKey().substring(RouteTable.BASE.length()));
                assertTrue(
                        method.getValue().path("security").path(0).has("bearer"),
                        path.getKey() + " says no scope");
            }
        }
        assertEquals(
                Routes.TABLE.routes().stream()
                        .map(Route::name)
                        .collect(Collectors.toCollection(TreeSet::new)),
                described);
    }

    /// What a class answers to its own code is none of its description.
    @Test
    void describes_members_as_they_are_sent() throws Exception {
        var odd = new TreeSet<String>();
        for (var schema : document().path("components").path("schemas").properties()) {
            for (var member : schema.getValue().path("properties").properties()) {
                boolean extension = member.getKey().startsWith("$");
                if (!extension && !member.getKey().matches("[a-z][a-z0-9_]*")) {
                    odd.add(schema.getKey() + "." + member.getKey());
                }
            }
        }
        assertEquals(Set.of(), odd);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/audit, 200, AuditPage",
        "/api/v1/audit/head, 200, AuditHead",
        "/api/v1/audit/verify, 200, AuditVerdict",
        "/api/v1/audit?limit=none, 400, Problem",
        "/api/v1/audit/other, 404, Problem"
    })
    void answers_are_as_described(String path, int status, String schema) throws Exception {
        Response answer = asOwnerOf(world.workspace(), path);
        assertEquals(status, answer.statusCode(), answer.asString());
        assertFits(answer, schema);
    }

    @Test
    void refusals_are_as_described() throws Exception {
        Response answer = given().get(origin + "/api/v1/audit");
        assertEquals(401, answer.statusCode());
        assertFits(answer, "Problem");
    }

    private Response asOwnerOf(String workspace, String path) {
        String owner = world.member(workspace, Role.OWNER);
        String token = world.token(world.claims(workspace, owner).audience(origin + "/api/v1"));
        Instant end = Instant.now().plusSeconds(10);
        Response answer = bearer(token, path);
        while (answer.statusCode() == 401) {
            assertTrue(Instant.now().isBefore(end), "never let in");
            answer = bearer(token, path);
        }
        return answer;
    }

    private Response bearer(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(origin + path);
    }

    /// The schema with the document's others beside it, so that its references lead there.
    private void assertFits(Response answer, String name) throws Exception {
        ObjectNode schema = McpClient.JSON.createObjectNode();
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", document().path("components"));
        JsonNode body = McpClient.JSON.readTree(answer.asString());
        assertEquals(List.of(), SchemaCheck.of(schema).problems(body), answer.asString());
    }

    private JsonNode document() throws Exception {
        var answer = given().header("Accept", "application/json").get(origin + "/q/openapi");
        assertEquals(200, answer.statusCode());
        JsonNode document = McpClient.JSON.readTree(answer.asString());
        assertTrue(document.path("openapi").asText().startsWith("3.1"), answer.asString());
        return document;
    }
}
