package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What runs for somebody ends with whatever their credential hangs on, and the log says with what.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class RevokedTest {

    private static final String TASKS = "{'extensions':{'io.modelcontextprotocol/tasks':{}}}";

    private final People people = People.fresh();
    private final GatePeople deciders = new GatePeople(people);

    /// Somebody who calls, and what is taken from them.
    private record Case(McpClient client, String type, String id) {}

    private Case by(String what) {
        String agent = people.world().agent(people.workspace(), people.owner());
        return switch (what) {
            case "token" -> {
                String jti = Ids.fresh("jti");
                yield new Case(people.client(people.claims().jti(jti)), "token", jti);
            }
            case "grant" -> {
                String grant = Ids.fresh("grt");
                yield new Case(people.client(people.claims().grant(grant)), "grant", grant);
            }
            case "client" -> {
                String client = Ids.fresh("cli");
                yield new Case(
                        people.client(people.claims().client(client).seq(1)), "client", client);
            }
            case "member" ->
                    new Case(people.client(people.claims().seq(1)), "member", people.owner());
            case "workspace" ->
                    new Case(
                            people.client(people.claims().seq(1)), "workspace", people.workspace());
            case "key" -> {
                var key = people.world().key(people.workspace(), people.owner(), true, true);
                yield new Case(
                        McpClient.of(people.world().mcpUrl()).bearer(key.text()), "key", key.id());
            }
            case "agent" -> new Case(people.client(passport(agent).seq(1)), "agent", agent);
            case "session" -> {
                TestClaims claims = passport(agent);
                yield new Case(
                        people.client(claims), "passport", claims.build().session().orElseThrow());
            }
            case "parent" ->
                    new Case(
                            people.client(
                                    passport(agent)
                                            .mandate(delegatedBy("psp_parent_" + agent, agent))),
                            "passport",
                            "psp_parent_" + agent);
            default -> {
                String jti = Ids.fresh("psp");
                yield new Case(people.client(passport(agent).jti(jti)), "passport", jti);
            }
        };
    }

    private TestClaims passport(String agent) {
        return people.claims().passport(agent, people.owner());
    }

    private Mandate delegatedBy(String line, String agent) {
        return new Mandate(
                Mandate.Mode.STANDARD,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Mandate.Ancestor(line, agent, people.owner())));
    }

    /// E3, E5: a listening stream, a running call, a waiting gate and a task end with each type,
    /// and each end names the revocation.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "token",
                "grant",
                "client",
                "member",
                "workspace",
                "key",
                "agent",
                "session",
                "parent",
                "passport"
            })
    void whatever_runs_ends_with_what_was_revoked(String what) {
        Case one = by(what);
        String waiting = GateTest.gate(one.client().tool("approved", "{'n':7}").send().result());
        String task =
                one.client()
                        .tool("approved", "{'n':8}")
                        .capabilities(TASKS)
                        .send()
                        .result()
                        .path("taskId")
                        .asText();
        try (Stream<String> listening =
                        one.client().call("subscriptions/listen", "{'notifications':{}}").stream();
                Stream<String> running =
                        one.client().tool("slow", "{}").meta("progressToken", "p").stream()) {
            var heard = listening.flatMap(McpClient::data).iterator();
            var progress = running.flatMap(McpClient::data).iterator();
            heard.next();
            progress.next();
            people.revoke(one.type(), one.id());
            heard.forEachRemaining(_ -> {});
            JsonNode last = progress.next();
            while (progress.hasNext()) {
                last = progress.next();
            }
            assertEquals(-31001, last.path("error").path("code").asInt(), last.toString());
        }
        String seq =
                String.valueOf(
                        people.world()
                                .read(
                                        "SELECT seq FROM auth.revocation WHERE workspace_id = ? AND id = ?",
                                        people.workspace(),
                                        one.id()));
        String rev = one.type() + "_revoked/" + seq;
        assertEquals(rev, end("stream.end", "").path("rev").asText());
        assertEquals(rev, end("tool.call.end", "").path("rev").asText());
        assertEquals(rev, end("gate.withdraw", waiting).path("rev").asText());
        assertEquals("withdrawn", deciders.state(waiting));
        assertFalse(task.isEmpty());
        var withdrawn = people.log().events("gate.withdraw");
        assertEquals(2, withdrawn.size());
        assertTrue(withdrawn.stream().allMatch(each -> each.path("rev").asText().equals(rev)));
        assertEquals(401, one.client().call("server/discover", "{}").send().status());
    }

    private JsonNode end(String act, String gate) {
        return people.log()
                .await(
                        act,
                        event ->
                                event.path("why").asText().equals("revoked")
                                        && event.path("gate").asText().equals(gate));
    }
}
