package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Call;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams of the current revision: progress, cancellation, slow readers, listeners, and the end of
/// all of them by revocation.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class StreamsTest {

    private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";
    private static final String LISTENING = "{'notifications':{'toolsListChanged':true}}";
    private static final String CONNECTIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'carnet_mcp'";

    /// More than one may have open at a time.
    private static final int BROKEN = Math.max(80, Rounds.COUNT);

    private People people = People.fresh();
    private McpClient client = people.client();

    @BeforeEach
    void signIn() {
        people = People.fresh();
        client = people.client();
    }

    private static Call withProgress(Call call) {
        return call.meta("progressToken", "p1");
    }

    @Test
    void streams_progress_and_then_the_result() {
        var answer = withProgress(client.tool("slow", "{}")).send();
        assertEquals("text/event-stream", answer.header("Content-Type"));
        assertEquals("no", answer.header("X-Accel-Buffering"));
        var messages = answer.messages();
        assertTrue(messages.size() > 10);
        long before = -1;
        for (JsonNode message : messages.subList(0, messages.size() - 1)) {
            assertEquals("p1", message.path("params").path("progressToken").asText());
            assertTrue(message.path("params").path("progress").asLong() > before);
            before = message.path("params").path("progress").asLong();
        }
        assertTrue(answer.result().path("_meta").has("dev.carnet/receipt"));
    }

    @Test
    void answers_with_one_object_who_asks_for_no_progress_or_takes_no_streams() {
        assertEquals("application/json", client.tool("echo", "{}").send().header("Content-Type"));
        var answer =
                withProgress(client.with("Accept", "application/json").tool("slow", "{}")).send();
        assertEquals("application/json", answer.header("Content-Type"));
        assertEquals(1, answer.messages().size());
    }

    @Test
    void cancels_a_call_whose_client_closes_the_stream() {
        try (Stream<String> stream = withProgress(client.tool("slow", "{}")).stream()) {
            assertTrue(stream.iterator().next().startsWith("data: "));
        }
        var end = people.log().await("tool.call.end", event -> true);
        assertEquals("aborted", end.path("out").asText());
        assertEquals("cancelled", end.path("why").asText());
        assertTrue(Long.parseLong(end.path("ms").asText()) < 2_500, end.toString());
    }

    @Test
    void cancels_a_call_whose_client_leaves_before_anything_was_said() {
        try (var raw = RawHttp.open(people.world().mcpUrl())) {
            raw.send(
                    "POST",
                    "/mcp",
                    client.tool("slow", "{}").body(),
                    "Authorization: Bearer " + people.world().token(people.claims()),
                    "Content-Type: application/json",
                    "MCP-Protocol-Version: 2026-07-28",
                    "Mcp-Method: tools/call",
                    "Mcp-Name: slow");
            people.log().await("tool.call.begin", event -> true);
        }
        assertEquals(
                "aborted", people.log().await("tool.call.end", event -> true).path("out").asText());
    }

    /// 80 MB of progress for a reader that sleeps: most of it is dropped, the result arrives.
    @Test
    void holds_no_more_than_its_limit_for_a_slow_reader() throws IOException, InterruptedException {
        try (var raw = RawHttp.open(people.world().mcpUrl())) {
            raw.send(
                    "POST",
                    "/mcp",
                    withProgress(client.tool("loud", "{}")).body(),
                    "Authorization: Bearer " + people.world().token(people.claims()),
                    "Content-Type: application/json",
                    "MCP-Protocol-Version: 2026-07-28",
                    "Mcp-Method: tools/call",
                    "Mcp-Name: loud");
            people.log().await("tool.call.end", event -> event.path("out").asText().equals("ok"));
            Thread.sleep(1_000);
            long bytes = 0;
            String last = "";
            for (String line = raw.line(); !line.equals("0"); line = raw.line()) {
                bytes += line.length();
                last = line.startsWith("data: ") ? line : last;
            }
            assertTrue(last.contains("\"result\""), last);
            assertTrue(bytes < 20_000_000, bytes + " bytes were kept");
        }
    }

    @Test
    void acknowledges_a_listener_first_and_grants_only_what_there_is() {
        var wishes =
                "{'notifications':{'toolsListChanged':true,'promptsListChanged':true,'resourceSubscriptions':['test://one','test://none']}}";
        try (Stream<String> stream = client.call("subscriptions/listen", wishes).id(77).stream()) {
            var messages = messages(stream);
            var first = messages.next();
            assertEquals("notifications/subscriptions/acknowledged", first.path("method").asText());
            assertEquals(77, first.path("params").path("_meta").path(SUBSCRIPTION).asInt());
            var granted = first.path("params").path("notifications");
            assertTrue(granted.path("toolsListChanged").asBoolean());
            assertFalse(granted.has("resourcesListChanged"));
            assertEquals(1, granted.path("resourceSubscriptions").size());
            client.tool("change_tools", "{}").send();
            var changed = messages.next();
            assertEquals("notifications/tools/list_changed", changed.path("method").asText());
            assertEquals(77, changed.path("params").path("_meta").path(SUBSCRIPTION).asInt());
            client.tool("change_resource", "{}").send();
            assertEquals("test://one", messages.next().path("params").path("uri").asText());
        }
    }

    @Test
    void tells_a_listener_nothing_it_did_not_ask_for() {
        try (Stream<String> stream =
                client
                        .call(
                                "subscriptions/listen",
                                "{'notifications':{'promptsListChanged':true}}")
                        .stream()) {
            var messages = messages(stream);
            messages.next();
            client.tool("change_tools", "{}").send();
            people.change(people.owner(), Role.ADMIN);
            assertEquals(
                    "notifications/prompts/list_changed", messages.next().path("method").asText());
        }
    }

    @Test
    void tells_a_listener_when_another_role_makes_another_list() {
        try (Stream<String> stream =
                client
                        .call("subscriptions/listen", "{'notifications':{'toolsListChanged':true}}")
                        .stream()) {
            var messages = messages(stream);
            messages.next();
            people.change(people.owner(), Role.VIEWER);
            assertEquals(
                    "notifications/tools/list_changed", messages.next().path("method").asText());
        }
    }

    @Test
    void refuses_to_listen_to_nothing_in_particular_or_without_a_stream() {
        assertEquals(-32602, client.call("subscriptions/listen", "{}").send().error());
        assertEquals(
                -32602,
                client.with("Accept", "application/json")
                        .call("subscriptions/listen", "{'notifications':{}}")
                        .send()
                        .error());
    }

    @Test
    void bounds_the_streams_of_one_principal() {
        var open = new ArrayList<Stream<String>>();
        for (int i = 0; i < 64; i++) {
            open.add(client.call("subscriptions/listen", "{'notifications':{}}").stream());
        }
        var oneMore = client.call("subscriptions/listen", "{'notifications':{}}").send();
        assertEquals(429, oneMore.status());
        open.forEach(Stream::close);
        for (int i = 0;
                i < 100
                        && people.client()
                                        .call("subscriptions/listen", "{'notifications':{}}")
                                        .header("Accept", "application/json")
                                        .send()
                                        .status()
                                == 429;
                i++) {
            AuditTrail.pause();
        }
        client.call("subscriptions/listen", "{'notifications':{}}").stream().close();
    }

    /// W8: open streams do not survive a revocation.
    @Test
    void ends_a_running_call_and_a_listener_when_their_grant_is_revoked() {
        var claims =
                people.claims().grant("grt_revoked" + people.workspace().substring(3, 10)).build();
        var revoked =
                McpClient.of(people.world().mcpUrl())
                        .bearer(people.world().signingKey().sign(claims));
        try (Stream<String> listening =
                        revoked
                                .call(
                                        "subscriptions/listen",
                                        "{'notifications':{'toolsListChanged':true}}")
                                .id(5)
                                .stream();
                Stream<String> running = withProgress(revoked.tool("slow", "{}")).stream()) {
            var heard = messages(listening);
            var progress = messages(running);
            heard.next();
            progress.next();
            people.revoke("grant", claims.grant().orElseThrow());
            var rest = rest(progress);
            assertEquals(
                    -31001, rest.getLast().path("error").path("code").asInt(), rest.toString());
            var goodbye = rest(heard);
            assertEquals("notifications/cancelled", goodbye.getFirst().path("method").asText());
            assertEquals(5, goodbye.getFirst().path("params").path("requestId").asInt());
            assertEquals(5, goodbye.getLast().path("id").asInt());
            assertEquals("complete", goodbye.getLast().path("result").path("resultType").asText());
        }
        assertEquals(
                "revoked", people.log().await("tool.call.end", event -> true).path("why").asText());
        assertEquals(
                "revoked", people.log().await("stream.end", event -> true).path("why").asText());
        assertEquals(401, revoked.call("server/discover", "{}").send().status());
        assertEquals(200, client.call("server/discover", "{}").send().status());
    }

    /// W8: whatever the credential.
    @Test
    void ends_the_streams_of_a_passport_and_of_a_member_that_is_revoked() {
        String agent = people.world().agent(people.workspace(), people.owner());
        var passport =
                people.claims()
                        .passport(agent, people.owner())
                        .jti("psp_" + people.workspace().substring(3));
        var byPassport = people.known(people.client(passport));
        try (Stream<String> listening =
                byPassport.call("subscriptions/listen", "{'notifications':{}}").stream()) {
            var heard = messages(listening);
            heard.next();
            people.revoke("passport", passport.build().jti());
            assertEquals(2, rest(heard).size());
        }
        try (Stream<String> listening =
                people
                        .client(people.claims().seq(1))
                        .call("subscriptions/listen", "{'notifications':{}}")
                        .stream()) {
            var heard = messages(listening);
            heard.next();
            people.revoke("member", people.owner());
            assertEquals(2, rest(heard).size());
        }
    }

    @Test
    void ends_a_listener_with_its_credential() {
        Instant soon = Instant.now().plusSeconds(3);
        var brief = people.client(people.claims().lives(soon.minusSeconds(60), soon));
        try (Stream<String> listening =
                brief.call("subscriptions/listen", "{'notifications':{}}").stream()) {
            var heard = messages(listening);
            heard.next();
            assertEquals(2, rest(heard).size());
        }
        assertEquals(
                "expired", people.log().await("stream.end", event -> true).path("why").asText());
    }

    private static Iterator<JsonNode> messages(Stream<String> stream) {
        return stream.flatMap(McpClient::data).iterator();
    }

    private static List<JsonNode> rest(Iterator<JsonNode> messages) {
        var rest = new ArrayList<JsonNode>();
        messages.forEachRemaining(rest::add);
        return rest;
    }

    /// G29: clients that break off again and again leave nothing open: as many streams as one may
    /// have can be had afterwards, and files and connections to the database are no more.
    @Test
    void streams_that_are_broken_off_leave_nothing_behind() throws IOException {
        broken(client.call("subscriptions/listen", LISTENING), "subscriptions/listen");
        int files = files();
        Object connections = people.world().read(CONNECTIONS);
        for (int i = 0; i < BROKEN; i++) {
            if (i % 4 == 0) {
                broken(withProgress(client.tool("slow", "{}")), "tools/call", "Mcp-Name: slow");
            } else {
                broken(client.call("subscriptions/listen", LISTENING), "subscriptions/listen");
            }
        }
        var open = new ArrayList<RawHttp>();
        try {
            for (int i = 0; i < Limits.STREAMS_PER_PRINCIPAL; i++) {
                open.add(
                        opened(
                                client.call("subscriptions/listen", LISTENING),
                                "subscriptions/listen"));
            }
        } finally {
            open.forEach(RawHttp::close);
        }
        while (files() > files + 10 || !connections.equals(people.world().read(CONNECTIONS))) {
            AuditTrail.pause();
        }
    }

    private void broken(Call call, String... method) {
        opened(call, method).close();
    }

    /// Once it has its answer's head. Of those before, the service hears a little later that nobody
    /// is there.
    private RawHttp opened(Call call, String... method) {
        while (true) {
            RawHttp raw = RawHttp.open(people.world().mcpUrl());
            var headers = new ArrayList<String>();
            headers.add("Authorization: Bearer " + people.world().token(people.claims()));
            headers.add("Content-Type: application/json");
            headers.add("Accept: application/json, text/event-stream");
            headers.add("MCP-Protocol-Version: 2026-07-28");
            headers.add("Mcp-Method: " + method[0]);
            headers.addAll(List.of(method).subList(1, method.length));
            raw.send("POST", "/mcp", call.body(), headers.toArray(String[]::new));
            if (raw.status() == 200) {
                return raw;
            }
            raw.close();
            AuditTrail.pause();
        }
    }

    private static int files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        }
    }
}
