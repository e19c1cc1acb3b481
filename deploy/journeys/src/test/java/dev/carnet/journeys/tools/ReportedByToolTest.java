package dev.carnet.journeys.tools;

import static dev.carnet.journeys.tools.Cast.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import dev.carnet.testing.TestUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// An agent that has a key and speaks MCP, from its first passport to what its owner reads of it,
/// with both services as they are.
@Timeout(180)
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class ReportedByToolTest {

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{}}";

    /// What somebody is told of a tool that they are not offered.
    private static final int UNKNOWN = -32602;

    private final Running running;
    private final Gateway gateway;
    private final TestUpstream ledger =
            TestUpstream.current()
                    .tool("count", SCHEMA, _ -> TestUpstream.text("three"))
                    .tool("erase", SCHEMA, _ -> TestUpstream.text("erased"));

    ReportedByToolTest(Running running) {
        this.running = running;
        this.gateway = new Gateway(running);
    }

    @BeforeEach
    void register() throws Exception {
        gateway.put("ledger", ledger.url());
        gateway.rules(
                """
                [{"id": "counting", "effect": "allow",
                  "which": {"upstreams": ["ledger"], "tools": ["count"]}}]\
                """);
    }

    @AfterEach
    void leave() throws Exception {
        ledger.close();
        gateway.rules("[]");
    }

    /// C10, H2, H3, F9: a key, an assertion, tools, a checkpoint and a checkout by tool, and then
    /// the report as JSON and as a page, with every call, what it came to, and where the agent's
    /// own word and the record disagree.
    @Test
    void an_agent_that_only_speaks_mcp_reports_checks_out_and_is_told_about() throws Exception {
        Person person = running.owner();
        var owner =
                new RestApi(
                        running.issuer(),
                        person.authorize(running.api(), Gateway.EVERYTHING).access());
        var agent = EnrolledAgent.of(running, owner, bookkeeper());
        JsonNode first = agent.passport(wanted());
        Mcp before = client(first, 0);
        List<String> offered = names(before);
        assertTrue(
                offered.containsAll(List.of("ledger_count", "checkpoint", "checkout")),
                offered.toString());
        assertEquals("three", text(before.call("ledger_count")));
        assertEquals(200, refused(before.call("ledger_erase")));

        JsonNode reported = reported(before, "checkpoint", report(9)).told();
        assertEquals("clean", reported.path("outcome").asText());
        JsonNode second = reported.path("passport");
        assertNotEquals(first.path("jti").asText(), second.path("jti").asText());
        assertEquals(first.path("session"), second.path("session"));
        assertEquals(first.at("/mandate/line"), second.at("/mandate/line"));
        assertEquals(first.at("/mandate/services"), second.at("/mandate/services"));

        Mcp after = client(second, 1);
        assertEquals("three", text(after.call("ledger_count")));
        assertEquals("three", text(before.call("ledger_count")));
        JsonNode handedIn = reported(after, "checkout", report(2)).told();
        assertEquals("flagged", handedIn.path("outcome").asText());
        assertTrue(handedIn.path("findings").findValuesAsText("kind").contains("uncounted_calls"));
        assertFalse(handedIn.has("passport"));

        for (Mcp ended : List.of(before, client(second, 0), after)) {
            assertEquals(401, ended.call("ledger_count").status());
        }
        String token = second.path("token").asText();
        JsonNode verdict =
                agent.post("/passports/verify", object().put("token", token)).expect(200);
        assertFalse(verdict.path("active").asBoolean());
        agent.post("/passports/refresh", object().put("token", token)).expect(401);

        String line = first.path("jti").asText();
        judge(owner.get("/passports/" + line + "/report").expect(200), first, second);
        page(person, line);
        judgeReview(owner, handedIn.path("review_id").asText(), agent);
    }

    private static ObjectNode bookkeeper() {
        var agent = object().put("name", "bookkeeper").put("mode", "enforced");
        Stream.of(Gateway.EVERYTHING.split(" ", -1)).forEach(agent.putArray("scopes")::add);
        return agent;
    }

    private static ObjectNode wanted() {
        var wanted = object().put("checkpoint_interval_seconds", 300);
        wanted.putArray("services").addObject().put("id", "ledger");
        wanted.putObject("intent")
                .put("summary", "Count <b>everything</b>")
                .putArray("services")
                .add("ledger");
        return wanted;
    }

    private static ObjectNode anything() {
        var wanted = object().put("checkpoint_interval_seconds", 300);
        wanted.putObject("intent").put("summary", "Decide");
        return wanted;
    }

    private static ObjectNode report(int actions) {
        var report = object().put("actions_count", actions).put("summary", "counted");
        report.putArray("services_used").add("ledger");
        return report;
    }

    /// On a busy machine nobody may answer in time; a report is then made again.
    private static Mcp.Answer reported(Mcp client, String tool, ObjectNode report)
            throws Exception {
        Mcp.Answer answer = client.call(tool, report);
        for (int tries = 0; unanswered(answer) && tries < 5; tries++) {
            answer = client.call(tool, report);
        }
        return answer;
    }

    private static boolean unanswered(Mcp.Answer answer) {
        return answer.result().path("isError").asBoolean()
                && answer.refusal().startsWith("unavailable");
    }

    private Mcp client(JsonNode passport, int replica) {
        return new Mcp(running.replicas().get(replica), passport.path("token").asText());
    }

    private static List<String> names(Mcp client) throws Exception {
        var names = new ArrayList<String>();
        client.tools().forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    private static String text(Mcp.Answer answer) {
        return answer.result().at("/content/0/text").asText();
    }

    /// The rules did not let it through.
    private static int refused(Mcp.Answer answer) {
        assertTrue(answer.error() != 0 || answer.result().path("isError").asBoolean());
        assertFalse(text(answer).equals("erased"));
        return answer.status();
    }

    private static void judge(JsonNode report, JsonNode first, JsonNode second) {
        JsonNode passport = report.path("passport");
        assertEquals("closed", passport.path("state").asText());
        assertEquals("flagged", passport.path("outcome").asText());
        assertEquals(2, passport.path("passports").asInt());
        JsonNode calls = report.at("/calls/items");
        var counted = new ArrayList<String>();
        int begun = 0;
        for (JsonNode call : calls) {
            String tool = call.path("tool").asText();
            if (tool.equals("ledger_count")) {
                begun++;
                assertEquals("permit", call.path("decision").asText());
                if (isBusy(call)) {
                    continue;
                }
                assertEquals("ok", call.path("outcome").asText());
                assertTrue(call.path("rule").asText().endsWith("/counting"), call.toString());
                assertTrue(call.path("duration_ms").isIntegralNumber(), call.toString());
                counted.add(call.path("jti").asText());
            } else if (tool.equals("ledger_erase")) {
                assertEquals("deny", call.path("decision").asText());
                assertTrue(call.path("flags").toString().contains("denied"), call.toString());
            }
        }
        String old = first.path("jti").asText();
        assertEquals(List.of(old, second.path("jti").asText(), old), counted);
        List<String> tools = calls.findValuesAsText("tool");
        assertTrue(tools.containsAll(List.of("checkpoint", "checkout", "ledger_erase")));
        assertTrue(report.at("/seen/denied").asInt() >= 1);
        assertEquals("checkout", report.at("/reports/0/kind").asText());
        assertEquals(2, report.at("/reports/0/actions_count").asInt());
        assertEquals(begun, report.at("/reports/0/calls_seen").asInt());
        assertEquals("checkpoint", report.at("/reports/1/kind").asText());
    }

    /// A call that nobody could decide any more after it had begun (503), and that was made again.
    private static boolean isBusy(JsonNode call) {
        return call.path("outcome").asText().equals("denied")
                && call.path("reason").asText().equals("picture_stale");
    }

    private void page(Person person, String line) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(running.issuer() + "/passports/" + line))
                        .header("Cookie", person.cookies())
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            for (String told :
                    List.of(
                            "ledger_count",
                            "ledger_erase",
                            "denied",
                            "uncounted calls",
                            "flagged")) {
                assertTrue(answer.body().contains(told), told);
            }
            assertTrue(answer.body().contains("Count &lt;b&gt;everything&lt;/b&gt;"));
        }
    }

    /// H4, L1: somebody looks at it by tool, and their word decides, once, whether the agent goes
    /// on. Nobody else's does.
    private void judgeReview(RestApi owner, String review, EnrolledAgent agent) throws Exception {
        var cast = new Cast(running);
        ObjectNode accept = decision(review, "accept", seen(owner, review));
        refuseOthers(cast, owner, review, accept);
        Mcp operator = cast.member("operator");
        assertTrue(waiting(operator).contains(review), review);
        JsonNode decided = blocked(owner, operator, review);
        assertEquals("block", decided.path("decision").asText());
        assertEquals(agent.id(), decided.path("agent_id").asText());
        String again = operator.call("review_decide", accept).refusal();
        assertTrue(again.startsWith("not_active: "), again);
        assertFalse(waiting(operator).contains(review), review);
        JsonNode now = owner.get("/agents/" + agent.id()).expect(200);
        assertTrue(now.path("blocked").asBoolean());
    }

    /// Another agent's passport with every scope and for every service, a member, whoever only
    /// reads, and another workspace.
    private void refuseOthers(Cast cast, RestApi owner, String review, ObjectNode order)
            throws Exception {
        var clerk = EnrolledAgent.of(running, owner, bookkeeper().put("name", "clerk"));
        Mcp wide = client(clerk.passport(anything()), 0);
        String agents = wide.call("review_decide", order).refusal();
        assertTrue(agents.startsWith("insufficient_role: "), agents);
        Mcp member = cast.member("member");
        assertEquals(UNKNOWN, member.call("reviews_list").error());
        assertEquals(UNKNOWN, member.call("review_decide", order).error());
        Mcp auditor = cast.member("auditor");
        assertTrue(waiting(auditor).contains(review), review);
        assertEquals(UNKNOWN, auditor.call("review_decide", order).error());
        Mcp stranger = cast.stranger();
        assertFalse(waiting(stranger).contains(review), review);
        String elsewhere = stranger.call("review_decide", order).refusal();
        assertTrue(elsewhere.startsWith("not_found: "), elsewhere);
    }

    private static List<String> waiting(Mcp client) throws Exception {
        var pending = object().put("state", "pending").put("limit", 100);
        return client.call("reviews_list", pending).told().path("items").findValuesAsText("id");
    }

    /// Detectors may still add to what it says: then one looks again.
    private static JsonNode blocked(RestApi owner, Mcp operator, String review) throws Exception {
        var answer = operator.call("review_decide", decision(review, "block", seen(owner, review)));
        for (int i = 0; i < 20 && answer.toString().contains("precondition_failed"); i++) {
            answer = operator.call("review_decide", decision(review, "block", seen(owner, review)));
        }
        return answer.told();
    }

    /// The version of it that was looked at.
    private static int seen(RestApi owner, String review) throws Exception {
        return owner.get("/reviews?state=pending")
                .expect(200)
                .path("items")
                .valueStream()
                .filter(one -> one.path("id").asText().equals(review))
                .findFirst()
                .orElseThrow()
                .path("version")
                .asInt();
    }

    private static ObjectNode decision(String review, String decision, int seen) {
        return object().put("id", review).put("decision", decision).put("version", seen);
    }
}
