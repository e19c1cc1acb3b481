package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Revisions 2025-03-26 to 2025-11-25.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class EarlierErasTest {

    private static final String ADA = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    private People people = People.fresh();
    private Conversing session = Conversing.open(people.client());

    @BeforeEach
    void signIn() {
        people = People.fresh();
        session = Conversing.open(people.client());
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, 2025-11-25", "2025-06-18, 2025-06-18", "2025-03-26, 2025-03-26",
        "2024-11-05, 2025-11-25", "2099-01-01, 2025-11-25", "2026-07-28, 2025-11-25"
    })
    void agrees_on_a_revision_both_know(String asked, String agreed) {
        var answer =
                people.client()
                        .send(
                                Conversing.request(
                                        1,
                                        "initialize",
                                        "{\"protocolVersion\":\""
                                                + asked
                                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}"));
        assertEquals(200, answer.status(), answer.toString());
        assertEquals(agreed, answer.result().path("protocolVersion").asText());
        assertTrue(answer.result().path("capabilities").has("logging"));
        assertTrue(answer.header("Mcp-Session-Id").matches("[\\x21-\\x7E]+"));
        assertFalse(answer.result().has("resultType"));
    }

    @Test
    void serves_what_the_revision_has() {
        assertEquals(202, session.tell("notifications/initialized", "{}").status());
        assertTrue(session.call("ping", "{}").result().isEmpty());
        assertTrue(session.call("logging/setLevel", "{\"level\":\"debug\"}").result().isEmpty());
        assertEquals(100, session.call("tools/list", "{}").result().path("tools").size());
        assertFalse(session.call("tools/list", "{}").result().has("ttlMs"));
        assertEquals(
                "{}", session.tool("echo").result().path("content").path(0).path("text").asText());
        assertEquals(
                "1",
                session.call("resources/read", "{\"uri\":\"test://one\"}")
                        .result()
                        .path("contents")
                        .path(0)
                        .path("text")
                        .asText());
        assertEquals(-32002, session.call("resources/read", "{\"uri\":\"test://none\"}").error());
        assertEquals(-32601, session.call("server/discover", "{}").error());
        assertEquals(-32602, session.call("logging/setLevel", "{\"level\":\"loud\"}").error());
        assertEquals(-32602, session.tool("nothing").error());
    }

    @Test
    void records_calls_and_gives_receipts_as_in_the_current_era() {
        assertTrue(session.tool("echo").result().path("_meta").has("dev.carnet/receipt"));
        assertEquals(1, people.log().events("tool.call.begin").size());
        assertEquals("ok", people.log().events("tool.call.end").getFirst().path("out").asText());
    }

    @Test
    void decides_as_in_the_current_era() {
        var viewer = Conversing.open(people.member(Role.VIEWER));
        assertFalse(viewer.call("tools/list", "{}").toString().contains("\"operate\""));
        assertEquals(-32602, viewer.tool("operate").error());
        var reading =
                Conversing.open(
                        people.client(
                                people.claims()
                                        .scopes(
                                                java.util.Set.of(
                                                        dev.carnet.shared.token.Scope.READ))));
        var answer = reading.tool("operate");
        assertEquals(403, answer.status());
        assertTrue(answer.header("WWW-Authenticate").contains("carnet:operate"));
    }

    /// G26: a session is of no use to another principal, and not changed by one character.
    @Test
    void demands_a_session_that_it_made_for_this_very_principal() {
        assertEquals(400, people.client().send(Conversing.request(1, "tools/list", "{}")).status());
        for (String id : List.of("x", session.session() + "A", changed(session.session()))) {
            var impostor = Conversing.of(people.client(), "2025-11-25", id);
            assertEquals(404, impostor.call("ping", "{}").status(), id);
        }
        for (McpClient other :
                List.of(
                        people.member(Role.OWNER),
                        people.key(true),
                        people.client(people.claims().grant("grt_other")))) {
            assertEquals(
                    404,
                    Conversing.of(other, "2025-11-25", session.session())
                            .call("ping", "{}")
                            .status());
        }
    }

    @Test
    void keeps_a_session_when_the_token_is_refreshed() {
        var claims = people.claims().grant("grt_kept");
        var first = Conversing.open(people.client(claims));
        var refreshed =
                Conversing.of(people.client(claims.jti("jti_new")), "2025-11-25", first.session());
        assertEquals(200, refreshed.call("ping", "{}").status());
    }

    @Test
    void ends_a_session_for_good() {
        assertEquals(204, session.client().send("DELETE", "").status());
        assertEquals(404, session.call("ping", "{}").status());
        assertEquals(404, session.client().send("GET", "").status());
    }

    /// G1: nor in an earlier era.
    @Test
    void refuses_a_batch_as_a_whole_where_the_revision_has_none() {
        int runs = TestTable.RUNS.get();
        String batch =
                "["
                        + Conversing.request(1, "tools/call", "{\"name\":\"echo\"}")
                        + ","
                        + Conversing.request(2, "tools/call", "{\"name\":\"operate\"}")
                        + "]";
        var answer = session.client().send(batch);
        assertEquals(400, answer.status(), answer.toString());
        assertEquals(runs, TestTable.RUNS.get());
        assertEquals(1, people.log().events("call.refused").size());
    }

    /// G1: where batches exist, each message is decided and recorded by itself.
    @Test
    void serves_each_message_of_a_batch_on_its_own_where_there_are_batches() {
        var old = Conversing.open(people.member(Role.VIEWER), "2025-03-26", "{}");
        String batch =
                "["
                        + Conversing.request(1, "tools/call", "{\"name\":\"echo\"}")
                        + ","
                        + Conversing.request(2, "tools/call", "{\"name\":\"operate\"}")
                        + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]";
        var messages = old.client().with("MCP-Protocol-Version", "").send(batch).messages();
        assertEquals(2, messages.size());
        for (JsonNode message : messages) {
            assertEquals(
                    message.path("id").asInt() == 1, message.has("result"), message.toString());
            assertEquals(
                    message.path("id").asInt() == 2 ? -32602 : 0,
                    message.path("error").path("code").asInt());
        }
        assertEquals(
                202,
                old.client()
                        .send("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]")
                        .status());
        assertEquals(1, people.log().events("tool.call.begin").size());
    }

    @Test
    void finishes_and_records_a_call_whose_client_left() {
        try (Stream<String> stream = session.stream(1, "slow")) {
            stream.iterator().next();
        }
        var end = people.log().await("tool.call.end", event -> true);
        assertEquals("ok", end.path("out").asText());
    }

    @Test
    void cancels_only_by_notification() {
        try (Stream<String> stream = session.stream(9, "slow")) {
            var messages = messages(stream);
            messages.next();
            assertEquals(
                    202, session.tell("notifications/cancelled", "{\"requestId\":8}").status());
            messages.next();
            assertEquals(
                    202, session.tell("notifications/cancelled", "{\"requestId\":9}").status());
            assertTrue(
                    rest(messages).stream()
                            .noneMatch(message -> message.has("result") || message.has("error")));
        }
        assertEquals(
                "cancelled",
                people.log().await("tool.call.end", event -> true).path("why").asText());
    }

    @Test
    void cancels_no_call_of_another_session() {
        var other = Conversing.open(people.client(people.claims().grant("grt_other")));
        try (Stream<String> stream = session.stream(9, "slow")) {
            var messages = messages(stream);
            messages.next();
            other.tell("notifications/cancelled", "{\"requestId\":9}");
            assertTrue(rest(messages).getLast().has("result"));
        }
    }

    @Test
    void asks_on_the_stream_and_takes_the_answer_of_a_later_request() {
        try (Stream<String> stream = session.stream(1, "asking")) {
            var messages = messages(stream);
            var question = messages.next();
            assertEquals("elicitation/create", question.path("method").asText());
            assertEquals("Name?", question.path("params").path("message").asText());
            assertEquals(202, session.answer(question.path("id"), ADA).status());
            assertEquals(
                    "Hello, Ada",
                    messages.next().path("result").path("content").path(0).path("text").asText());
        }
        assertEquals(1, people.log().events("tool.call.begin").size());
    }

    @Test
    void carries_the_state_between_questions_itself() {
        try (Stream<String> stream = session.stream(1, "remembering")) {
            var messages = messages(stream);
            session.answer(messages.next().path("id"), ADA);
            assertEquals(
                    "remembered carnet",
                    messages.next().path("result").path("content").path(0).path("text").asText());
        }
    }

    @Test
    void takes_no_answer_from_another_session_and_none_it_did_not_ask_for() {
        var other = Conversing.open(people.member(Role.OWNER));
        try (Stream<String> stream = session.stream(1, "asking")) {
            var messages = messages(stream);
            var id = messages.next().path("id");
            assertEquals(202, other.answer(id, ADA).status());
            assertEquals(
                    202,
                    session.answer(McpClient.object("{'id':'made-up'}").path("id"), ADA).status());
            assertEquals(202, session.answer(id, "{\"action\":\"decline\"}").status());
            assertEquals(
                    "Hello, ",
                    messages.next().path("result").path("content").path(0).path("text").asText());
        }
    }

    @Test
    void reports_a_refused_question_as_an_error_of_the_tool() {
        try (Stream<String> stream = session.stream(1, "asking")) {
            var messages = messages(stream);
            var id = messages.next().path("id");
            session.client()
                    .send(
                            "{\"jsonrpc\":\"2.0\",\"id\":"
                                    + id
                                    + ",\"error\":{\"code\":-1,\"message\":\"no\"}}");
            assertTrue(messages.next().path("result").path("isError").asBoolean());
        }
    }

    @Test
    void never_asks_for_what_the_client_did_not_declare() {
        var mute = Conversing.open(people.client(), "2025-11-25", "{}");
        var answer = mute.tool("asking");
        assertEquals(-32602, answer.error());
        assertTrue(answer.toString().contains("elicitation"));
        assertEquals(
                -32602,
                new Conversing(
                                session.client().with("Accept", "application/json"),
                                session.session())
                        .tool("asking")
                        .error());
    }

    @Test
    void sends_log_messages_from_the_level_that_was_set() {
        assertEquals(7 + 1, session.tool("logging").messages().size());
        session.call("logging/setLevel", "{\"level\":\"critical\"}");
        assertEquals(3 + 1, session.tool("logging").messages().size());
    }

    @Test
    void tells_changes_on_the_stream_of_a_get() {
        session.call("resources/subscribe", "{\"uri\":\"test://one\"}");
        try (Stream<String> stream = session.client().stream("GET", "")) {
            var messages = messages(stream);
            session.tool("change_tools");
            assertEquals(
                    "notifications/tools/list_changed", messages.next().path("method").asText());
            session.tool("change_resource");
            assertEquals(
                    "notifications/resources/updated", messages.next().path("method").asText());
            session.call("resources/unsubscribe", "{\"uri\":\"test://one\"}");
            session.tool("change_resource");
            session.tool("change_tools");
            assertEquals(
                    "notifications/tools/list_changed", messages.next().path("method").asText());
        }
    }

    @Test
    void lets_nobody_watch_what_it_may_not_read() {
        assertEquals(
                -32602, session.call("resources/subscribe", "{\"uri\":\"test://none\"}").error());
        var viewer = Conversing.open(people.member(Role.VIEWER));
        assertEquals(
                -32602, viewer.call("resources/subscribe", "{\"uri\":\"test://hidden\"}").error());
    }

    @Test
    void has_one_stream_per_session_and_closes_it_with_the_session() {
        try (Stream<String> older = session.client().stream("GET", "");
                Stream<String> newer = session.client().stream("GET", "")) {
            assertEquals(0, rest(messages(older)).size());
            assertEquals(204, session.client().send("DELETE", "").status());
            assertEquals(0, rest(messages(newer)).size());
        }
    }

    /// W8: open streams do not survive a revocation.
    @Test
    void ends_calls_and_streams_of_a_revoked_grant() {
        var claims = people.claims().grant("grt_" + people.workspace().substring(3));
        var revoked = Conversing.open(people.client(claims));
        try (Stream<String> listening = revoked.client().stream("GET", "");
                Stream<String> running = revoked.stream(3, "slow")) {
            var progress = messages(running);
            progress.next();
            people.revoke("grant", claims.build().grant().orElseThrow());
            assertEquals(-31001, rest(progress).getLast().path("error").path("code").asInt());
            assertEquals(0, rest(messages(listening)).size());
        }
        assertEquals(
                "revoked", people.log().await("stream.end", event -> true).path("why").asText());
        assertEquals(401, revoked.call("ping", "{}").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mcp-Method: tools/list", "Mcp-Name: other"})
    void takes_no_notice_of_headers_of_the_current_era(String header) {
        var name = header.split(": ", -1);
        assertEquals(
                200,
                new Conversing(session.client().with(name[0], name[1]), session.session())
                        .tool("echo")
                        .status());
    }

    private static String changed(String id) {
        char other = id.charAt(30) == 'x' ? 'y' : 'x';
        return id.substring(0, 30) + other + id.substring(31);
    }

    private static Iterator<JsonNode> messages(Stream<String> stream) {
        return stream.flatMap(McpClient::data).iterator();
    }

    private static List<JsonNode> rest(Iterator<JsonNode> messages) {
        var rest = new ArrayList<JsonNode>();
        messages.forEachRemaining(rest::add);
        return rest;
    }
}
