package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A well-behaved server of each era, used through the same door.
class BothErasTest {

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static TestUpstream start(boolean current) {
        return current ? TestUpstream.current() : TestUpstream.earlier();
    }

    private static Era era(boolean current) {
        return current ? Era.CURRENT : Era.EARLIER;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_era_is_found_out_and_everything_is_listed(boolean current) {
        try (TestUpstream server = start(current)) {
            var offer = assertInstanceOf(Offering.Offer.class, bench.offer(Bench.at(server.url())));
            assertEquals(era(current), offer.era());
            assertEquals("test", offer.server().path("name").asText());
            assertEquals(
                    List.of("echo", "exact", "ask", "slow"),
                    offer.tools().stream().map(tool -> tool.path("name").asText()).toList());
            assertEquals(List.of(), offer.omitted());
        }
    }

    /// Servers show a tool that asks its client something only to clients that can be asked.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_look_declares_everything_that_can_be_passed_on(boolean current) {
        try (TestUpstream server = start(current)) {
            bench.offer(Bench.at(server.url()));
            String greeting = current ? "tools/list" : "initialize";
            String said =
                    server.requests().stream()
                            .map(TlsHost.Request::body)
                            .filter(body -> body.contains("\"" + greeting + "\""))
                            .findFirst()
                            .orElseThrow();
            assertTrue(
                    said.contains(
                            "{\"elicitation\":{\"form\":{},\"url\":{}},"
                                    + "\"sampling\":{\"context\":{},\"tools\":{}},\"roots\":{}}"),
                    said);
        }
    }

    @Test
    void nobody_answers_while_it_only_looks() throws InterruptedException {
        try (TestUpstream server = TestUpstream.earlier()) {
            Runnable stop =
                    bench.upstreams.watch(
                            Bench.at(server.url(), Bounds.USUAL),
                            () -> Bench.PASS,
                            Set.of(),
                            _ -> {});
            Bench.until(() -> server.listeners() == 1);
            server.say("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"roots/list\"}");
            Bench.until(() ->
                    server.requests().stream()
                            .map(TlsHost.Request::body)
                            .anyMatch(
                                    body -> body.contains("\"q\"") && body.contains("\"error\"")));
            assertInstanceOf(Offering.Offer.class, bench.offer(Bench.at(server.url())));
            stop.run();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_result_arrives_byte_for_byte(boolean current) {
        try (TestUpstream server = start(current)) {
            Reply reply = bench.use(Bench.at(server.url()), Bench.call("exact"));
            var done = assertInstanceOf(Reply.Done.class, reply);
            assertEquals(
                    "{\"price\": 1.10,\"big\":12345678901234567890 }",
                    done.members().text("structuredContent").orElseThrow());
            String sent = done.members().spliced().toString();
            assertEquals(TestUpstream.EXACT, sent);
            assertEquals(
                    TestUpstream.EXACT,
                    new String(Json.bytes(done.members().spliced()), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_question_of_the_upstream_is_answered_and_the_use_goes_on(boolean current) {
        try (TestUpstream server = start(current)) {
            var client = new Bench.Listening("{\"elicitation\":{}}");
            var destination = Bench.at(server.url());
            Reply first = bench.use(destination, Bench.PASS, Bench.call("ask"), client);
            var asked = assertInstanceOf(Reply.Asked.class, first);
            String key = asked.questions().keySet().iterator().next();
            assertTrue(asked.questions().toString().contains("elicitation/create"));
            ObjectNode answers = Json.object();
            answers.set(key, Json.parse("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"));
            var again =
                    new Use(
                            Bench.call("ask").act(),
                            Optional.of(answers),
                            Optional.of(asked.state()));
            Reply second = bench.use(destination, Bench.PASS, again, client);
            var done = assertInstanceOf(Reply.Done.class, second);
            assertTrue(done.members().text("content").orElseThrow().contains("Hello Ada"));
            if (!current) {
                Reply twice = bench.use(destination, Bench.PASS, again, client);
                assertInstanceOf(Broken.class, twice, "an answer is used once");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_the_client_did_not_declare_is_never_asked(boolean current) {
        try (TestUpstream server = start(current)) {
            Reply reply = bench.use(Bench.at(server.url()), Bench.call("ask"));
            if (current) {
                assertEquals(FaultClass.PROTOCOL, assertInstanceOf(Broken.class, reply).kind());
            } else {
                var done = assertInstanceOf(Reply.Done.class, reply);
                assertTrue(done.members().text("content").orElseThrow().contains("nobody"));
            }
        }
    }

    @Test
    void an_answer_of_somebody_else_goes_nowhere() {
        try (TestUpstream server = TestUpstream.earlier()) {
            var client = new Bench.Listening("{\"elicitation\":{}}");
            var destination = Bench.at(server.url());
            var asked =
                    assertInstanceOf(
                            Reply.Asked.class,
                            bench.use(destination, Bench.PASS, Bench.call("ask"), client));
            var stolen =
                    new Use(
                            Bench.call("ask").act(),
                            Optional.of(Json.object()),
                            Optional.of(asked.state()));
            var other = new Pass(Map.of(), "person-2");
            assertInstanceOf(Broken.class, bench.use(destination, other, stolen, client));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void progress_and_log_messages_reach_the_client(boolean current) {
        try (TestUpstream server = start(current)) {
            var client = new Bench.Listening("{}");
            bench.use(Bench.at(server.url()), Bench.PASS, Bench.call("slow"), client);
            assertEquals(
                    "{\"progress\":1.5,\"total\":3,\"message\":\"half\"}",
                    client.progress.getFirst().toString());
            assertEquals("half", client.logs.getFirst().path("data").asText());
        }
    }

    /// G8: the upstream sees what proves us there, and of the caller only the trace.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_upstream_sees_our_proof_and_our_headers_only(boolean current) {
        try (TestUpstream server = start(current)) {
            var forged =
                    Map.of(
                            "Authorization", "Bearer upstream",
                            "Mcp-Session-Id", "stolen",
                            "Connection", "upgrade",
                            "Host", "elsewhere.example");
            var client = new Bench.Listening("{}");
            bench.use(
                    Bench.at(server.url()),
                    new Pass(forged, "person-1"),
                    Bench.call("echo", Json.object().put("text", "x")),
                    client);
            var known =
                    Set.of(
                            "authorization",
                            "accept",
                            "accept-encoding",
                            "content-type",
                            "content-length",
                            "host",
                            "user-agent",
                            "mcp-protocol-version",
                            "mcp-method",
                            "mcp-name",
                            "mcp-session-id",
                            "traceparent",
                            "last-event-id",
                            "connection");
            for (var request : server.requests()) {
                assertEquals("Bearer upstream", request.header("Authorization").orElseThrow());
                assertTrue(request.header("Host").orElseThrow().startsWith("127.0.0.1:"));
                assertFalse(request.header("Mcp-Session-Id").filter("stolen"::equals).isPresent());
                assertFalse(request.header("Connection").filter("upgrade"::equals).isPresent());
                var names = new HashSet<String>();
                request.head().stream()
                        .skip(1)
                        .forEach(line -> names.add(line.split(":", 2)[0].toLowerCase(Locale.ROOT)));
                names.removeAll(known);
                assertEquals(Set.of(), names);
            }
        }
    }

    @Test
    void arguments_that_are_marked_are_headers_too() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\","
                        + "\"x-mcp-header\":\"Region\"}}}";
        try (TestUpstream server = TestUpstream.current()) {
            var use =
                    Use.of(
                            new Use.Act.Call(
                                    "echo",
                                    Json.parse(schema),
                                    Json.object().put("region", "Zürich")));
            var done = assertInstanceOf(Reply.Done.class, bench.use(Bench.at(server.url()), use));
            String said = done.members().text("content").orElseThrow().toLowerCase(Locale.ROOT);
            assertTrue(said.contains("mcp-param-region: =?base64?w7xyawno".substring(0, 26)), said);
        }
    }

    @Test
    void a_tool_whose_marks_cannot_be_followed_is_left_out() {
        try (TestUpstream server = TestUpstream.current()) {
            server.tool(
                    "bad",
                    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\","
                            + "\"x-mcp-header\":\"A\"}}}",
                    _ -> TestUpstream.text(""));
            var offer = assertInstanceOf(Offering.Offer.class, bench.offer(Bench.at(server.url())));
            assertEquals(4, offer.tools().size());
            assertEquals(
                    List.of("tools: bad has an x-mcp-header that cannot be sent."),
                    offer.omitted());
        }
    }

    /// G26: every principal has a session of its own, and a session the server forgot is begun
    /// anew.
    @Test
    void sessions_belong_to_one_principal() {
        try (TestUpstream server = TestUpstream.earlier()) {
            var destination = Bench.at(server.url());
            bench.use(
                    destination, new Pass(Map.of(), "a"), Bench.call("exact"), Conversation.SILENT);
            bench.use(
                    destination, new Pass(Map.of(), "b"), Bench.call("exact"), Conversation.SILENT);
            assertEquals(2, server.openSessions());
            server.forgetSessions();
            Reply reply =
                    bench.use(
                            destination,
                            new Pass(Map.of(), "a"),
                            Bench.call("exact"),
                            Conversation.SILENT);
            assertInstanceOf(Reply.Done.class, reply);
            assertEquals(1, server.openSessions());
        }
    }

    /// H5: what people agreed to is not sent again, though the server says that it knows nothing of
    /// the session; the next one, which they agree to anew, begins another.
    @Test
    void what_must_happen_once_is_not_sent_again_in_another_session() {
        try (TestUpstream server = TestUpstream.earlier()) {
            var destination = Bench.at(server.url());
            var agreed = new Bench.Listening("{}");
            agreed.once = true;
            bench.use(destination, Bench.PASS, Bench.call("exact"), agreed);
            server.forgetSessions();
            Reply reply = bench.use(destination, Bench.PASS, Bench.call("exact"), agreed);
            var broken = assertInstanceOf(Broken.class, reply);
            assertTrue(broken.publicText().contains("not known whether"), broken.publicText());
            assertEquals(2, calls(server));
            assertInstanceOf(
                    Reply.Done.class,
                    bench.use(destination, Bench.PASS, Bench.call("exact"), agreed));
            server.forgetSessions();
            agreed.once = false;
            assertInstanceOf(
                    Reply.Done.class,
                    bench.use(destination, Bench.PASS, Bench.call("exact"), agreed));
            assertEquals(5, calls(server));
        }
    }

    private static long calls(TestUpstream server) {
        return server.methods().stream().filter("tools/call"::equals).count();
    }

    /// G12: many people call at once, and every call carries its own caller's credential.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fifty_people_never_get_each_others_credential(boolean current) {
        try (TestUpstream server = start(current)) {
            int port = Integer.parseInt(server.url().replaceAll(".*:([0-9]+)/.*", "$1"));
            bench.lead("upstream.example", "127.0.0.1", port);
            var destination = Bench.at("http://upstream.example:" + port + "/mcp", Bounds.USUAL);
            List<String> wrong = Collections.synchronizedList(new CopyOnWriteArrayList<>());
            var asked = new AtomicInteger();
            try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 200; i++) {
                    String person = "person-" + (i % 50);
                    all.execute(() -> {
                        Reply reply = asPerson(destination, person);
                        asked.incrementAndGet();
                        if (!isOwn(reply, person)) {
                            wrong.add(person + ": " + reply);
                        }
                    });
                }
            }
            assertEquals(200, asked.get());
            assertEquals(List.of(), wrong);
        }
    }

    private Reply asPerson(Destination destination, String person) {
        return bench.use(
                destination,
                new Pass(Map.of("Authorization", "Bearer <" + person + ">"), person),
                Bench.call("echo"),
                Conversation.SILENT);
    }

    private static boolean isOwn(Reply reply, String person) {
        return reply instanceof Reply.Done done
                && done.members().text("content").orElse("").contains("<" + person + ">");
    }

    /// G15: knocking at the door opens one session and ends it.
    @Test
    void a_health_check_leaves_no_session() {
        try (TestUpstream server = TestUpstream.earlier()) {
            var destination = Bench.at(server.url());
            for (int i = 0; i < 100; i++) {
                var probing = Bench.wait(bench.upstreams.probe(destination, Bench.PASS));
                assertInstanceOf(Probing.Alive.class, probing);
                assertEquals(0, server.openSessions());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_change_of_the_tools_is_heard(boolean current) throws InterruptedException {
        try (TestUpstream server = start(current)) {
            List<Notice> heard = new CopyOnWriteArrayList<>();
            Runnable stop =
                    bench.upstreams.watch(
                            Bench.at(server.url(), Bounds.USUAL),
                            () -> Bench.PASS,
                            Set.of(),
                            heard::add);
            Bench.until(() -> server.listeners() == 1);
            server.toolsChanged();
            Bench.until(() -> heard.contains(new Notice.ToolsChanged()));
            stop.run();
            bench.upstreams.forget("wsp_1", "srv_1");
            Bench.until(() -> server.listeners() == 0);
        }
    }

    /// Of several watches in one session the last that leaves takes the subscription back.
    @Test
    void an_earlier_server_hears_when_nobody_watches_any_more() throws InterruptedException {
        try (TestUpstream server = TestUpstream.earlier()) {
            server.offering("{\"resources\":{\"subscribe\":true}}");
            Runnable one = watch(server, "test://a", "test://b");
            Runnable two = watch(server, "test://a");
            Bench.until(() -> asked(server, "resources/subscribe") == 2);
            one.run();
            Bench.until(() -> asked(server, "resources/unsubscribe") == 1);
            assertTrue(last(server, "resources/unsubscribe").contains("test://b"));
            two.run();
            Bench.until(() -> asked(server, "resources/unsubscribe") == 2);
            assertTrue(last(server, "resources/unsubscribe").contains("test://a"));
            assertEquals(2, asked(server, "resources/subscribe"));
        }
    }

    private Runnable watch(TestUpstream server, String... uris) throws InterruptedException {
        int before = server.methods().size();
        Runnable stop =
                bench.upstreams.watch(
                        Bench.at(server.url(), Bounds.USUAL),
                        () -> Bench.PASS,
                        Set.of(uris),
                        _ -> {});
        Bench.until(() -> server.methods().size() > before || bench.upstreams.open() > 0);
        return stop;
    }

    private static long asked(TestUpstream server, String method) {
        return server.methods().stream().filter(method::equals).count();
    }

    private static String last(TestUpstream server, String method) {
        return server.requests().stream()
                .map(TlsHost.Request::body)
                .filter(body -> body.contains(method))
                .reduce("", (_, body) -> body);
    }

    @Test
    void a_forgotten_server_has_nothing_open() throws InterruptedException {
        try (TestUpstream server = TestUpstream.earlier()) {
            bench.use(Bench.at(server.url()), Bench.call("exact"));
            assertEquals(1, server.openSessions());
            bench.upstreams.forget("wsp_1", "srv_1");
            Bench.until(() -> server.openSessions() == 0 && bench.upstreams.open() == 0);
        }
    }
}
