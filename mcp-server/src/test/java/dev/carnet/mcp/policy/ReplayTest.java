package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.rest.House;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.Service;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Drafts of rules, run over calls that different callers made.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class ReplayTest {

    private static final DpopKey KEY = DpopKey.fresh();

    private final House house = new House();
    private final String workspace = house.workspace();
    private final String agent = house.world().agent(workspace, house.ownerId());
    private final String other = house.world().agent(workspace, house.ownerId());

    @BeforeEach
    void call() {
        house.owner().get("/policy").then().statusCode(200);
        called(claims().client("cli_desk"));
        called(claims().client("cli_reader").scopes(EnumSet.of(Scope.READ)));
        called(claims().client("cli_delegate").actor("cli_helper"));
        var bound = claims().client("cli_bound").boundTo(KEY.thumbprint());
        called(McpClient.of(house.world().mcpUrl()).dpop(KEY, house.world().token(bound)));
        called(claims().passport(agent, house.ownerId()));
        called(
                claims().passport(other, house.ownerId())
                        .mandate(
                                new Mandate(
                                        Mandate.Mode.STANDARD,
                                        Optional.empty(),
                                        List.of(),
                                        Optional.of(List.of(carnet())),
                                        Optional.empty(),
                                        List.of())));
    }

    private static Service carnet() {
        return new Service(
                Service.CARNET, "carnet", Service.SCOPES, Optional.empty(), List.of(), false);
    }

    private TestClaims claims() {
        return house.world().claims(workspace, house.ownerId());
    }

    private void called(TestClaims claims) {
        called(McpClient.of(house.world().mcpUrl()).bearer(house.world().token(claims)));
    }

    private static void called(McpClient client) {
        var answer = client.tool("whoami", "{}").send();
        assertEquals(200, answer.status(), answer.toString());
    }

    /// Who loses what is told by scope, actor, service, client and proven key, of every call
    /// without anything being opened.
    @Test
    void what_a_caller_was_is_replayed() {
        var desk = Set.of("cli_desk", "cli_bound", "cli_delegate", agent, other);
        assertEquals(desk, losing("'who': {'scopes': ['carnet:write']}", false));
        assertEquals(
                Set.of("cli_reader"),
                losing("'when': '!(\\\"carnet:write\\\" in caller.scopes)'", false));
        assertEquals(Set.of("cli_delegate"), losing("'who': {'actors': ['cli_helper']}", false));
        assertEquals(Set.of(other), losing("'who': {'services': ['carnet']}", false));
        assertEquals(Set.of(other), losing("'when': 'size(caller.services) > 0'", false));
        assertEquals(Set.of("cli_reader"), losing("'who': {'clients': ['cli_reader']}", false));
        assertEquals(Set.of("cli_bound"), losing("'when': 'trust.bound'", false));
        assertEquals(Set.of(), losing("'who': {'toolsets': ['finance']}", false));
    }

    /// What a passport was for, and the network, are hidden: they are replayed where an owner has
    /// them opened, and undecided otherwise.
    @Test
    void what_is_hidden_of_a_caller_is_replayed_for_an_owner() {
        assertEquals(Set.of(agent, other), losing("'who': {'intents': ['test']}", true));
        assertEquals(Set.of(), losing("'who': {'intents': ['something else']}", true));
        assertEquals(
                Set.of("cli_desk", "cli_reader", "cli_delegate", "cli_bound"),
                losing("'when': 'caller.intent == \\\"\\\"'", true));
        assertEquals(
                Set.of("cli_bound"),
                losing(
                        "'when': 'trust.bound && network.address.within(\\\"127.0.0.0/8\\\")'",
                        true));
        assertEquals(
                Set.of(), losing("'when': 'network.address.within(\\\"10.0.0.0/8\\\")'", true));
        JsonNode closed = simulated("'who': {'intents': ['test']}", "deny", false);
        assertEquals(2, closed.path("undecided").path("caller").asInt(), closed.toString());
        assertEquals(0, closed.path("losses").asInt(), closed.toString());
    }

    /// Who was denied and would gain is told likewise.
    @Test
    void who_gains_is_told_by_what_they_were() {
        house.owner()
                .body(
                        json(
                                "{'rules': [{'id': 'none', 'effect': 'deny', 'which': {'tools': ['whoami']}}]}"))
                .put("/policy/draft")
                .then()
                .statusCode(200);
        house.owner().body("{\"note\":\"none\"}").post("/policy/activate").then().statusCode(200);
        for (String client : List.of("cli_desk", "cli_reader")) {
            var scopes =
                    client.equals("cli_reader")
                            ? EnumSet.of(Scope.READ)
                            : EnumSet.allOf(Scope.class);
            String token = house.world().token(claims().client(client).scopes(scopes));
            var answer =
                    McpClient.of(house.world().mcpUrl()).bearer(token).tool("whoami", "{}").send();
            assertEquals(-32602, answer.error(), answer.toString());
        }
        JsonNode gained = simulated("'who': {'scopes': ['carnet:operate']}", "allow", false);
        assertEquals(
                Set.of("cli_reader deny allow", "cli_desk deny allow"), changes(gained, "becomes"));
        JsonNode kept =
                simulated("'when': '!(\\\"carnet:operate\\\" in caller.scopes)'", "deny", false);
        assertEquals(
                Set.of("cli_desk deny allow", "cli_reader allow deny"), changes(kept, "becomes"));
    }

    private Set<String> losing(String part, boolean open) {
        JsonNode simulation = simulated(part, "deny", open);
        assertEquals(0, simulation.path("undecided").size(), simulation.toString());
        assertEquals(6, simulation.path("calls").asInt(), simulation.toString());
        return StreamSupport.stream(simulation.path("changes").spliterator(), false)
                .map(ReplayTest::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> changes(JsonNode simulation, String end) {
        return StreamSupport.stream(simulation.path("changes").spliterator(), false)
                .map(one ->
                        name(one) + " " + one.path("was").asText() + " " + one.path(end).asText())
                .collect(Collectors.toSet());
    }

    private static String name(JsonNode change) {
        return change.path("agent").asText(change.path("client").asText());
    }

    private JsonNode simulated(String part, String effect, boolean open) {
        String request =
                "{'open': %s, 'document': {'rules': [{'id': 'draft', 'effect': '%s', %s}]}}"
                        .formatted(open, effect, part);
        return Json.parse(
                house.owner()
                        .body(json(request))
                        .post("/policy/simulate")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
