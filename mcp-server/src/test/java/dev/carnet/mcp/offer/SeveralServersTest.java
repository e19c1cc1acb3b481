package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.FirstUpstream;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.Revoking;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real servers on sockets behind the whole gateway, from the client's request to what they see.
@QuarkusTest
@Timeout(120)
@WithTestResource(TestCarnet.Mcp.class)
class SeveralServersTest {

    /// What an echo of our own proof comes back as.
    private static final String ECHOED = "Authorization: Bearer [removed: credential]";

    /// What the gateway proves itself with there. Before it is approved, when it is only seen
    /// whether it answers, it shows nothing at all.
    private static final String OURS = "Bearer secret-of-echoing";

    private static final String SCHEMA = "{\"type\":\"object\"}";

    /// What a server may see of a request, by the names of its headers.
    private static final Set<String> SEEN =
            Set.of(
                    "authorization",
                    "accept",
                    "accept-encoding",
                    "connection",
                    "content-type",
                    "content-length",
                    "host",
                    "user-agent",
                    "mcp-protocol-version",
                    "mcp-method",
                    "mcp-name",
                    "mcp-session-id",
                    "traceparent");

    private final Operator operator = Operator.fresh();

    private String register(String slug, String url) {
        return register(slug, url, "http");
    }

    private String register(String slug, String url, String transport) {
        var asked =
                new ObjectMapper()
                        .createObjectNode()
                        .put("name", slug)
                        .put("slug", slug)
                        .put("address", url)
                        .put("transport", transport)
                        .put("secret", "secret-of-" + slug)
                        .put("private_allowed", true);
        asked.putObject("authentication").put("kind", "workspace_key");
        String id = operator.ok("POST", "/servers", asked.toString()).path("id").asText();
        operator.approve(id);
        return id;
    }

    private JsonNode look(String server) {
        return operator.ok("POST", "/servers/" + server + "/definitions/look", "");
    }

    /// Approves everything it lists, as reading, but that one thing.
    private void approve(String server, String butNot) {
        var asked = new ObjectMapper().createObjectNode();
        var list = asked.putArray("definitions");
        operator.ok("GET", "/servers/" + server + "/definitions?limit=100", "")
                .path("items")
                .valueStream()
                .filter(one -> !one.path("name").asText().equals(butNot))
                .forEach(one ->
                        list.addObject()
                                .put("id", one.path("id").asText())
                                .put("hash", one.path("hash").asText())
                                .put("class", "read"));
        operator.ok("POST", "/servers/" + server + "/definitions/approve", asked.toString());
    }

    private String offered(String slug, TestUpstream server) {
        return looked(register(slug, server.url()));
    }

    private String looked(String id) {
        assertEquals("seen", look(id).path("outcome").asText());
        approve(id, "");
        return id;
    }

    private static String said(McpClient.Answer answer) {
        assertEquals(200, answer.status(), answer.toString());
        return answer.result().path("content").path(0).path("text").asText();
    }

    /// E3, E5: a call that is under way at a server ends when its grant is revoked, and when its
    /// person or everybody is cut off from that server; other people and servers are not concerned.
    @ParameterizedTest
    @ValueSource(strings = {"grant", "connection", "server"})
    void what_is_under_way_at_a_server_ends_with_what_was_revoked(String type) throws Exception {
        var asked = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        try (TestUpstream server =
                TestUpstream.current()
                        .tool(
                                "hang",
                                SCHEMA,
                                _ -> {
                                    asked.countDown();
                                    hold(done);
                                    return TestUpstream.text("late");
                                })) {
            offered("hanging", server);
            String grant = Ids.fresh("grt");
            var caller =
                    McpClient.of(operator.world().mcpUrl())
                            .bearer(operator.world().token(operator.claims().grant(grant)));
            var answer =
                    CompletableFuture.supplyAsync(() -> caller.tool("hanging_hang", "{}").send());
            assertTrue(asked.await(30, TimeUnit.SECONDS));
            revoke("connection", Ids.fresh("prs") + "/hanging");
            revoke("connection", operator.owner() + "/other");
            revoke("connection", "*/other");
            assertFalse(answer.isDone());
            // Where a whole server is revoked, auth-server says it of everybody's connections.
            String announced = type.equals("server") ? "connection" : type;
            revoke(
                    announced,
                    switch (type) {
                        case "grant" -> grant;
                        case "server" -> "*/hanging";
                        default -> operator.owner() + "/hanging";
                    });
            var said = answer.get(30, TimeUnit.SECONDS);
            assertEquals(type.equals("grant") ? 401 : 503, said.status(), said.toString());
            var end =
                    AuditTrail.of(operator.world(), operator.workspace())
                            .await(
                                    "tool.call.end",
                                    event -> event.path("tool").asText().equals("hanging_hang"));
            assertEquals("revoked", end.path("why").asText());
            assertEquals("hanging", end.path("srv").asText());
            assertTrue(
                    end.path("rev").asText().startsWith(announced + "_revoked/"), end.toString());
        } finally {
            done.countDown();
        }
    }

    /// E3: the server itself hears that a call is over when what its caller came with is revoked:
    /// its connection is closed, and in the earlier era it is told so.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_server_hears_that_what_it_does_was_revoked(boolean current) throws Exception {
        try (TestUpstream server = current ? TestUpstream.current() : TestUpstream.earlier()) {
            server.tool("linger", SCHEMA, _ -> TestUpstream.text(""));
            offered("hanging", server);
            revokedMeanwhile("hanging_linger", () -> server.lingering() == 1);
            until(() -> server.lingering() == 0);
            if (!current) {
                until(() -> server.methods().contains("notifications/cancelled"));
            }
        }
    }

    /// E3, K3: the same over the first transport, which has no connection of a call's own.
    @Test
    void a_server_of_the_first_transport_hears_that_what_it_does_was_revoked() throws Exception {
        try (var server = new FirstUpstream()) {
            looked(register("first", server.url(), "sse"));
            revokedMeanwhile("first_hang", () -> server.methods().contains("tools/call"));
            until(() -> server.methods().contains("notifications/cancelled"));
        }
    }

    private static void until(BooleanSupplier so) {
        for (int i = 0; i < 500 && !so.getAsBoolean(); i++) {
            AuditTrail.pause();
        }
        assertTrue(so.getAsBoolean());
    }

    private void revokedMeanwhile(String tool, BooleanSupplier isUnderWay) throws Exception {
        String grant = Ids.fresh("grt");
        var caller =
                McpClient.of(operator.world().mcpUrl())
                        .bearer(operator.world().token(operator.claims().grant(grant)));
        var answer = CompletableFuture.supplyAsync(() -> caller.tool(tool, "{}").send());
        until(isUnderWay);
        Revoking.revoke(operator.world(), operator.workspace(), "grant", grant);
        assertEquals(401, answer.get(30, TimeUnit.SECONDS).status());
    }

    /// K3: a server of the first transport is registered as what it is, looked at, approved and
    /// called, with what the gateway holds for it on every request; one that is something else is
    /// said to be.
    @Test
    void a_server_of_the_first_transport_is_registered_and_called() {
        try (var first = new FirstUpstream();
                TestUpstream other = TestUpstream.earlier()) {
            String id = register("first", first.url(), "sse");
            assertEquals(
                    "sse", operator.ok("GET", "/servers/" + id, "").path("transport").asText());
            looked(id);
            assertTrue(Operator.tools(operator.whole()).contains("first_exact"));
            assertEquals("exact", said(patient(operator.whole().tool("first_exact", "{}"))));
            for (TlsHost.Request request : first.requests()) {
                assertEquals(
                        "Bearer secret-of-first", request.header("Authorization").orElseThrow());
            }
            var look = look(register("other", other.url(), "sse"));
            assertNotEquals("seen", look.path("outcome").asText(), look.toString());
            assertFalse(look.path("detail").asText().isEmpty(), look.toString());
            var unknown =
                    operator.rest(
                            "POST",
                            "/servers",
                            "{'name':'x','slug':'x','address':'https://x.example/sse','transport':'websocket'}");
            assertEquals(400, unknown.status(), unknown.toString());
        }
    }

    private void revoke(String type, String id) {
        Revoking.revoke(operator.world(), operator.workspace(), type, id);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// G8, G19: nothing that a caller proves itself with, and nothing else of its headers, reaches
    /// the server; only what the gateway holds for it does.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_caller_proves_itself_with_ends_at_the_gateway(boolean current) {
        try (TestUpstream server = current ? TestUpstream.current() : TestUpstream.earlier()) {
            offered("echoing", server);
            String token = operator.world().token(operator.claims());
            var smuggled = new TreeMap<String, String>();
            for (String name :
                    List.of(
                            "X-Passport-Token",
                            "X-Forwarded-Access-Token",
                            "Proxy-Authorization",
                            "Cookie",
                            "TE",
                            "Keep-Alive",
                            "Proxy-Connection",
                            "Last-Event-ID",
                            "X-Forwarded-For",
                            "Mcp-Param-Secret",
                            "Baggage")) {
                smuggled.put(name, "smuggled-" + name.toLowerCase(Locale.ROOT));
            }
            var caller = McpClient.of(operator.world().mcpUrl()).bearer(token);
            for (Map.Entry<String, String> one : smuggled.entrySet()) {
                caller = caller.with(one.getKey(), one.getValue());
            }
            assertTrue(said(patient(caller.tool("echoing_echo", "{}"))).contains(ECHOED));

            var key = DpopKey.fresh();
            var bound = operator.world().token(operator.claims().boundTo(key.thumbprint()));
            var prover = McpClient.of(operator.world().mcpUrl()).dpop(key, bound);
            assertTrue(said(patient(prover.tool("echoing_echo", "{}"))).contains(ECHOED));

            String apiKey =
                    operator.world()
                            .key(operator.workspace(), operator.owner(), true, false)
                            .text();
            operator.world().settle();
            var scripted = McpClient.of(operator.world().mcpUrl()).with("X-Api-Key", apiKey);
            said(patient(scripted.tool("echoing_echo", "{}")));

            assertFalse(server.requests().isEmpty());
            for (TlsHost.Request request : server.requests()) {
                String all = String.join("\n", request.head()) + "\n" + request.body();
                for (String secret : List.of(token, bound, apiKey, "smuggled-")) {
                    assertFalse(all.contains(secret), all);
                }
                var shown = request.header("Authorization");
                assertTrue(shown.isPresent() || !request.body().contains("tools/call"), all);
                assertEquals(OURS, shown.orElse(OURS));
                var names = new HashSet<String>();
                request.head().stream()
                        .skip(1)
                        .forEach(line -> names.add(line.split(":", 2)[0].toLowerCase(Locale.ROOT)));
                names.removeAll(SEEN);
                assertEquals(Set.of(), names);
            }
        }
    }

    /// G24: one server has tools only, one answers everything else with "method not found", one is
    /// gone: what is left is listed and called, and the one that is gone is named to its operator.
    @Test
    @SuppressWarnings("try") // one of them ends before the others
    void servers_that_lack_something_spoil_nothing() {
        String all = "{\"tools\":{},\"prompts\":{},\"resources\":{},\"completions\":{}}";
        try (TestUpstream plain = TestUpstream.current();
                TestUpstream empty =
                        TestUpstream.earlier()
                                .offering(all)
                                .without("prompts/list")
                                .without("resources/list")
                                .without("resources/templates/list");
                TestUpstream dead = TestUpstream.current()) {
            offered("plain", plain);
            offered("empty", empty);
            String gone = offered("dead", dead);
            dead.leave();

            var look = look(gone);
            assertEquals("transport", look.path("outcome").asText(), look.toString());
            assertFalse(look.path("detail").asText().isEmpty());
            var test = operator.ok("POST", "/servers/" + gone + "/test", "");
            assertTrue(test.toString().contains("transport"), test.toString());

            var client = operator.whole();
            var tools = Operator.tools(client);
            assertTrue(
                    tools.containsAll(List.of("plain_echo", "empty_echo", "dead_echo")),
                    tools.toString());
            for (String list : List.of("prompts/list", "resources/list")) {
                assertEquals(-32601, client.call(list, "{}").send().error());
            }
            for (String alive : List.of("plain", "empty")) {
                String text = said(patient(client.tool(alive + "_echo", "{}")));
                assertTrue(text.contains(ECHOED), text);
            }
            var failed = patient(client.tool("dead_echo", "{}"));
            assertTrue(failed.result().path("isError").asBoolean(), failed.toString());
            assertTrue(said(failed).contains("dead"), failed.toString());
        }
    }

    /// Who looks at a server sees how many of its tools are offered, are new, or are others than
    /// were approved.
    @Test
    void a_server_shows_how_many_of_its_tools_wait() {
        try (TestUpstream server =
                TestUpstream.current().tool("late", SCHEMA, _ -> TestUpstream.text(""))) {
            String id = register("counted", server.url());
            assertEquals("0 0 0", counts(operator.ok("GET", "/servers/" + id, "")));
            look(id);
            approve(id, "late");
            assertEquals("4 1 0", counts(operator.ok("GET", "/servers/" + id, "")));
            server.tool("exact", "{\"type\":\"object\",\"title\":\"Other\"}", _ -> "{}");
            look(id);
            var list = operator.ok("GET", "/servers?slug=counted", "").path("items");
            assertEquals("3 1 1", counts(list.path(0)));
        }
    }

    private static String counts(JsonNode server) {
        var tools = server.path("tools");
        return "%s %s %s"
                .formatted(tools.path("approved"), tools.path("waiting"), tools.path("changed"));
    }

    /// G28: servers die in the middle of calls, again and again; every call that was begun has one
    /// end, and what callers heard, the log and the usage count agree to the last one.
    @Test
    void every_call_is_counted_however_it_ends() throws InterruptedException, ExecutionException {
        try (TestUpstream server =
                TestUpstream.earlier()
                        .tool("dying", SCHEMA, _ -> TestUpstream.text(""))
                        .tool("hidden", SCHEMA, _ -> TestUpstream.text(""))
                        .dyingOf("dying")) {
            String id = register("shaky", server.url());
            look(id);
            approve(id, "hidden");
            var client = operator.whole();
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                for (String tool : List.of("shaky_exact", "shaky_dying", "shaky_hidden")) {
                    calls.add(() -> outcome(patient(client.tool(tool, "{}"))));
                }
            }
            var heard = new TreeMap<String, Integer>();
            try (var all = Executors.newFixedThreadPool(4)) {
                for (Future<String> one : all.invokeAll(calls)) {
                    heard.merge(one.get(), 1, Integer::sum);
                }
            }
            assertEquals(40, heard.get("refused"), heard.toString());
            assertEquals(
                    80,
                    heard.getOrDefault("ok", 0) + heard.getOrDefault("failed", 0),
                    heard.toString());
            assertTrue(heard.getOrDefault("failed", 0) >= 40, heard.toString());
            var trail = AuditTrail.of(operator.world(), operator.workspace());
            var begun = new HashSet<String>();
            trail.events("tool.call.begin").forEach(one -> begun.add(one.path("eid").asText()));
            int begins = begun.size();
            var ended = new TreeMap<String, Integer>();
            for (JsonNode end : trail.events("tool.call.end")) {
                assertTrue(begun.remove(end.path("begin").asText()), end.toString());
                ended.merge(ending(end.path("out").asText()), 1, Integer::sum);
            }
            assertEquals(Set.of(), begun);
            ended.remove("not now");
            trail.events("call.refused").stream()
                    .filter(one -> one.path("why").asText().equals("unknown_name"))
                    .forEach(_ -> ended.merge("refused", 1, Integer::sum));
            assertEquals(heard, ended);
            assertEquals(begins, used(begins));
        }
    }

    private static String ending(String out) {
        return switch (out) {
            case "ok" -> "ok";
            case "denied" -> "not now";
            default -> "failed";
        };
    }

    /// A service that cannot decide at the moment says so, and is asked again.
    private static McpClient.Answer patient(McpClient.Call call) {
        McpClient.Answer answer = call.send();
        for (int i = 0; i < 100 && answer.status() == 503; i++) {
            AuditTrail.pause();
            answer = call.send();
        }
        return answer;
    }

    private static String outcome(McpClient.Answer answer) {
        if (answer.status() != 200 || answer.last().has("error")) {
            return "refused";
        }
        return answer.result().path("isError").asBoolean() ? "failed" : "ok";
    }

    /// The count is written once a second.
    private long used(long wanted) {
        long used = 0;
        for (int i = 0; i < 200 && used < wanted; i++) {
            AuditTrail.pause();
            used = operator.ok("GET", "/usage?by=tool", "").path("total").asLong();
        }
        return used;
    }
}
