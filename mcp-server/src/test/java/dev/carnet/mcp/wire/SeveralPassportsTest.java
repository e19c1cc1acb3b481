package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Service;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What detectors notice of agents that use one passport after the other.
@QuarkusTest
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class SeveralPassportsTest {

    private static final String TOOL = "shop_refund";

    private final House house = new House();
    private final String workspace = house.workspace();
    private final String agent = house.world().agent(workspace, house.ownerId());

    @BeforeEach
    void everything_may_be_used() {
        house.owner()
                .body("{\"rules\": [{\"id\": \"all\", \"effect\": \"allow\"}]}")
                .put("/policy/draft")
                .then()
                .statusCode(200);
        house.owner().body("{}").post("/policy/activate").then().statusCode(200);
    }

    /// (G3) whoever asks for another passport after every few calls is counted on; a person's two
    /// grants, and two agents, are not one.
    @Test
    void a_burst_with_several_passports_of_one_agent() {
        String other = house.world().agent(workspace, house.ownerId());
        for (int line = 0; line < 3; line++) {
            assertEquals(List.of(), events("credential_burst"));
            for (int i = 0; i < 5; i++) {
                passport(Mandate.NONE, lineOf(line)).tool(TOOL, "{}").send();
            }
        }
        assertEquals(agent, only("credential_burst").get("agent_id"));
        for (int i = 0; i < 5; i++) {
            passport(Mandate.NONE, lineOf(3)).tool(TOOL, "{}").send();
            passportOf(other).tool(TOOL, "{}").send();
        }
        assertEquals(agent, only("credential_burst").get("agent_id"));
    }

    /// (G3) names tried, and calls refused one after the other, with several passports.
    @Test
    void refusals_with_several_passports_of_one_agent() {
        for (int i = 0; i < 12; i++) {
            passport(Mandate.NONE, lineOf(i)).tool("no_such_tool_" + i, "{}").send();
        }
        assertEquals(agent, only("tool_enumeration").get("agent_id"));
        assertEquals(agent, only("denied_streak").get("agent_id"));
    }

    /// (G2) what a passport is not for counts with all of them, and takes away the one it was done
    /// with.
    @Test
    void outside_of_several_passports_of_one_agent() {
        set("credential_outside_scope", "{\"threshold\": 3, \"window_seconds\": 60}");
        for (int i = 0; i < 2; i++) {
            passport(elsewhere(Mode.ENFORCED), lineOf(i)).tool(TOOL, "{}").send();
        }
        assertEquals(List.of(), events("credential_outside_scope"));
        passport(elsewhere(Mode.ENFORCED), lineOf(2)).tool(TOOL, "{}").send();
        assertEquals(lineOf(2), only("credential_outside_scope").get("passport_id"));
    }

    /// (G5) the threshold counts the secrets of the window, however many calls they came with, and
    /// the event names the entries of all.
    @Test
    void secrets_of_several_calls_are_added_up() {
        set("secret_in_arguments", "{\"threshold\": 3}");
        String secret = "{'say': 'the token is ghp_" + "a1B2".repeat(9) + "'}";
        for (int i = 0; i < 2; i++) {
            passport(Mandate.NONE, lineOf(0)).tool(TOOL, secret).send();
            passport(Mandate.NONE, lineOf(0)).tool(TOOL, "{'say': 'nothing'}").send();
        }
        assertEquals(List.of(), events("secret_in_arguments"));
        passport(Mandate.NONE, lineOf(0)).tool(TOOL, secret).send();
        assertEquals(3, causes("secret_in_arguments").size());
    }

    /// (G3) a burst names what it is made of, the last twenty entries of it.
    @Test
    void a_burst_names_its_entries() {
        set("credential_burst", "{\"threshold\": 4}");
        for (int i = 0; i < 4; i++) {
            passport(Mandate.NONE, lineOf(i)).tool(TOOL, "{}").send();
        }
        List<String> begun =
                AuditTrail.of(house.world(), workspace).events("tool.call.begin").stream()
                        .map(one -> one.path("eid").asText())
                        .toList();
        assertEquals(begun, causes("credential_burst"));
    }

    private List<String> causes(String kind) {
        return house.owner()
                .get("/security-events/" + only(kind).get("id"))
                .then()
                .statusCode(200)
                .extract()
                .path("entries.eid");
    }

    private String lineOf(int number) {
        return "psp_" + number + workspace.substring(4);
    }

    private McpClient passportOf(String some) {
        var world = house.world();
        return McpClient.of(world.mcpUrl())
                .bearer(
                        world.token(
                                world.claims(workspace, house.ownerId())
                                        .passport(some, house.ownerId())
                                        .mandate(Mandate.NONE)));
    }

    private void set(String detector, String body) {
        house.owner().body(body).patch("/detectors/" + detector).then().statusCode(200);
    }

    private List<Map<String, Object>> events(String kind) {
        return house.owner()
                .get("/security-events?limit=100" + (kind.isEmpty() ? "" : "&kind=" + kind))
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    private Map<String, Object> only(String kind) {
        var events = events(kind);
        assertEquals(1, events.size(), kind + " " + events);
        return events.getFirst();
    }

    private McpClient passport(Mandate mandate, String jti) {
        var world = house.world();
        return McpClient.of(world.mcpUrl())
                .bearer(
                        world.token(
                                world.claims(workspace, house.ownerId())
                                        .passport(agent, house.ownerId())
                                        .jti(jti)
                                        .mandate(mandate)));
    }

    /// A passport that is for something else.
    private static Mandate elsewhere(Mode mode) {
        return mandate(
                mode,
                List.of("files"),
                Optional.of(
                        List.of(
                                new Service(
                                        "srv_00000000000000000000",
                                        "files",
                                        Set.of("read", "write"),
                                        Optional.empty(),
                                        List.of(),
                                        false))));
    }

    private static Mandate mandate(
            Mode mode, List<String> declared, Optional<List<Service>> services) {
        return new Mandate(mode, Optional.empty(), declared, services, Optional.empty(), List.of());
    }
}
