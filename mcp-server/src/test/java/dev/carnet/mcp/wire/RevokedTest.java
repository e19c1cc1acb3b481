package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
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

    private int hanging() {
        return TestTable.HANGING.getOrDefault(people.workspace(), new AtomicInteger()).get();
    }

    private void awaitHanging(int many) {
        for (int i = 0; i < 200 && hanging() != many; i++) {
            AuditTrail.pause();
        }
        assertEquals(many, hanging());
    }

    private static String task(McpClient client, String tool, String arguments) {
        return client.tool(tool, arguments)
                .capabilities(TASKS)
                .send()
                .result()
                .path("taskId")
                .asText();
    }

    /// Has a task run that somebody agreed to: it does when its client asks for it again.
    private CompletableFuture<McpClient.Answer> running(McpClient client, String task) {
        deciders.approve(task);
        var asked =
                client.call("tasks/get", "{'taskId':'" + task + "'}")
                        .header("Mcp-Name", task)
                        .capabilities(TASKS);
        var asking = CompletableFuture.supplyAsync(asked::send);
        awaitHanging(1);
        return asking;
    }

    /// E3, E5: a listening stream of either era, a running call, a waiting gate, a task that waits
    /// and one that runs end with each type, and each end names the revocation.
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
        String task = task(one.client(), "approved", "{'n':8}");
        String active = task(one.client(), "approved_hanging", "{}");
        var asking = running(one.client(), active);
        var earlier = Conversing.open(one.client());
        try (Stream<String> listening =
                        one.client().call("subscriptions/listen", "{'notifications':{}}").stream();
                Stream<String> listeningEarlier = earlier.client().stream("GET", "");
                Stream<String> running =
                        one.client().tool("slow", "{}").meta("progressToken", "p").stream()) {
            var heard = listening.flatMap(McpClient::data).iterator();
            var progress = running.flatMap(McpClient::data).iterator();
            heard.next();
            progress.next();
            people.revoke(one.type(), one.id());
            heard.forEachRemaining(_ -> {});
            assertEquals(0, listeningEarlier.flatMap(McpClient::data).count());
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
        asking.join();
        awaitHanging(0);
        people.log().await("gate.end", event -> event.path("gate").asText().equals(active));
        assertEquals(List.of(rev, rev), ends("tool.call.end"));
        assertEquals(List.of(rev, rev), ends("stream.end"));
        var withdrawn = people.log().events("gate.withdraw");
        assertEquals(
                Set.of(waiting, task),
                withdrawn.stream()
                        .map(each -> each.path("gate").asText())
                        .collect(Collectors.toSet()));
        assertTrue(withdrawn.stream().allMatch(each -> each.path("rev").asText().equals(rev)));
        assertEquals(401, earlier.call("ping", "{}").status());
        assertEquals(401, one.client().call("server/discover", "{}").send().status());
    }

    /// With what each of them ended.
    private List<String> ends(String act) {
        return people.log().events(act).stream().map(event -> event.path("rev").asText()).toList();
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
