package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.wire.GatePeople;
import dev.carnet.shared.gate.DecisionStore;
import dev.carnet.shared.gate.DecisionStore.Decision;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The one way by which a credential leaves.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class DirectModeTest {

    private static final String KEY = "sk-that-may-leave-0042";

    private final Operator operator = Operator.fresh();
    private final String agent = operator.world().agent(operator.workspace(), operator.owner());

    private String connect() {
        ObjectNode asked = new ObjectMapper().createObjectNode();
        asked.put("name", "Tiny").put("slug", "tiny").put("transport", "api");
        asked.put("address", "https://tiny.example/v1").put("secret", KEY);
        asked.putObject("authentication").put("kind", "workspace_key");
        String id = operator.ok("POST", "/servers", asked.toString()).path("id").asText();
        operator.approve(id);
        return id;
    }

    private void direct(String id) {
        operator.ok("PUT", "/servers/" + id + "/terms", "{'mode':'direct'}");
    }

    private TestClaims passport() {
        return operator.world()
                .claims(operator.workspace(), operator.owner())
                .passport(agent, operator.owner());
    }

    private static Mandate mandate(String server, boolean direct) {
        return mandate(
                new Service(server, "tiny", Service.SCOPES, Optional.empty(), List.of(), direct));
    }

    private static Mandate mandate(Service service) {
        return new Mandate(
                Mandate.Mode.STANDARD,
                Optional.empty(),
                List.of(),
                Optional.of(List.of(service)),
                Optional.empty(),
                List.of());
    }

    private McpClient.Answer asked(TestClaims claims) {
        McpClient client =
                McpClient.of(operator.world().mcpUrl()).bearer(operator.world().token(claims));
        McpClient.Answer answer = client.tool("get_credential", "{\"server\":\"tiny\"}").send();
        for (int i = 0; i < 100 && answer.status() == 503; i++) {
            AuditTrail.pause();
            answer = client.tool("get_credential", "{\"server\":\"tiny\"}").send();
        }
        return answer;
    }

    private void refused(TestClaims claims, String text) {
        McpClient.Answer answer = asked(claims);
        assertTrue(answer.result().path("isError").asBoolean(), answer.toString());
        assertTrue(answer.toString().contains(text), answer.toString());
        assertFalse(answer.toString().contains(KEY));
    }

    /// D8: it takes an owner's mode and a passport that says so; the record has each time, and
    /// never the credential.
    @Test
    void a_credential_is_handed_to_a_passport_that_says_so_and_recorded() {
        String id = connect();
        direct(id);
        McpClient.Answer answer = asked(passport().mandate(mandate(id, true)));
        var given = answer.result().path("structuredContent");
        assertEquals("Authorization", given.path("header").asText(), answer.toString());
        assertEquals("Bearer " + KEY, given.path("value").asText());
        String log = operator.ok("GET", "/audit?limit=100", "").toString();
        assertTrue(log.contains("credential:tiny"), log);
        assertFalse(log.contains(KEY));
    }

    /// D8: whoever lacks one of both is told which, and gets nothing.
    @Test
    void nobody_else_is_given_a_credential() {
        String id = connect();
        refused(passport().mandate(mandate(id, true)), "does not leave Carnet");
        direct(id);
        refused(passport().mandate(mandate(id, false)), "does not name the service");
        refused(passport().mandate(mandate("srv_another", true)), "does not name the service");
        refused(passport(), "does not name the service");
        refused(
                operator.world().claims(operator.workspace(), operator.owner()),
                "Only an agent with a passport");
        operator.ok("POST", "/servers/" + id + "/disable", "");
        refused(passport().mandate(mandate(id, true)), "no service of that name");
        operator.ok("POST", "/servers/" + id + "/enable", "");
        operator.ok("PUT", "/servers/" + id + "/terms", "{'mode':'proxy'}");
        refused(passport().mandate(mandate(id, true)), "does not leave Carnet");
    }

    /// D8: a passport that bounds what may be done is given no credential that could do everything.
    @Test
    void a_bounded_passport_is_given_no_credential() {
        String id = connect();
        direct(id);
        var reading = new Constraint("method", Constraint.Op.EQ, List.of("GET"));
        for (Service bounded :
                List.of(
                        new Service(
                                id,
                                "tiny",
                                Service.SCOPES,
                                Optional.empty(),
                                List.of(reading),
                                true),
                        new Service(
                                id,
                                "tiny",
                                Service.SCOPES,
                                Optional.of(Set.of("proxy_request")),
                                List.of(),
                                true),
                        new Service(
                                id, "tiny", Set.of("read"), Optional.empty(), List.of(), true))) {
            refused(passport().mandate(mandate(bounded)), "bounds what may be done");
        }
    }

    /// D8: behind a gate it is given once, to who asks for the approved call; neither the log nor
    /// the gate keeps it.
    @Test
    void a_credential_that_waited_for_a_person_is_given_once_and_kept_nowhere() {
        String id = connect();
        direct(id);
        gated();
        var passport = passport().mandate(mandate(id, true));
        String gate =
                asked(passport)
                        .result()
                        .path("_meta")
                        .path("dev.carnet/gate")
                        .path("gate")
                        .asText();
        approve(gate);
        McpClient.Answer given = fetched(passport, gate);
        assertEquals(
                "Bearer " + KEY,
                given.result().path("structuredContent").path("value").asText(),
                given.toString());
        McpClient.Answer again = fetched(passport, gate);
        assertTrue(again.toString().contains("Its result is not kept"), again.toString());
        assertFalse(again.toString().contains(KEY));
        List<String> ends = ends();
        assertTrue(
                ends.stream().filter(one -> one.contains("[secret]")).count() >= 2, ends::toString);
        assertTrue(ends.stream().noneMatch(one -> one.contains(KEY)), ends::toString);
    }

    private void gated() {
        operator.ok(
                "PUT",
                "/policy/draft",
                "{'rules':[{'id':'ask','effect':'approve',"
                        + "'which':{'tools':['get_credential'],'built_in':true}}]}");
        operator.ok("POST", "/policy/activate", "{'note':'ask'}");
    }

    private void approve(String gate) {
        String admin = operator.world().member(operator.workspace(), Role.ADMIN);
        var decision =
                new Decision(operator.workspace(), gate, 1, admin, Instant.now(), Optional.empty());
        assertTrue(
                GatePeople.auth()
                        .withTransaction(in -> new DecisionStore().approve(in, decision))
                        .await()
                        .indefinitely()
                        .isPresent(),
                gate);
    }

    private McpClient.Answer fetched(TestClaims claims, String gate) {
        McpClient client =
                McpClient.of(operator.world().mcpUrl()).bearer(operator.world().token(claims));
        return Operator.patiently(
                () -> client.tool("gate_result", "{'gate':'" + gate + "'}").send());
    }

    /// What the entries of calls that ended hide, opened.
    private List<String> ends() {
        return operator.ok("GET", "/audit?limit=100", "")
                .path("items")
                .valueStream()
                .filter(one -> one.at("/event/act").asText().equals("tool.call.end"))
                .map(one -> "/audit/entries/" + one.path("seq").asText() + "/disclosures")
                .map(path -> operator.ok("GET", path, "").toString())
                .toList();
    }

    /// D8: an agent that asks again and again is stopped.
    @Test
    void a_credential_is_not_handed_out_again_and_again() {
        String id = connect();
        direct(id);
        boolean stopped = false;
        for (int i = 0; i < 60 && !stopped; i++) {
            stopped = asked(passport().mandate(mandate(id, true))).toString().contains("too often");
        }
        assertTrue(stopped, "sixty in a row");
    }
}
