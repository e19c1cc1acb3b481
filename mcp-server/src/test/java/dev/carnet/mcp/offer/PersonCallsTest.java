package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.connection.Connected;
import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.OtherService;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls at a server that knows people only, with tokens of its own: whose they are, when they are
/// renewed, and when a call is sent twice.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class PersonCallsTest {

    private static final String ASKED = "{'elicitation':{'url':{}}}";

    private final OtherService other = new OtherService();
    private final Operator operator = Operator.fresh();
    private final String server = registered("{'kind':'person_oauth'}");
    private final ConnectionPlace place = place(operator.owner());

    @BeforeEach
    void connect() {
        Connected.tokens(other, place, 3600);
        look();
    }

    @AfterEach
    void close() {
        other.close();
    }

    private String registered(String authentication) {
        String id =
                operator.ok(
                                "POST",
                                "/servers",
                                "{'name':'Notes','slug':'notes','address':'%s','private_allowed':true,'authentication':%s}"
                                        .formatted(other.mcp(), authentication))
                        .path("id")
                        .asText();
        operator.approve(id);
        return id;
    }

    private ConnectionPlace place(String person) {
        return new ConnectionPlace(operator.workspace(), Ids.fresh("con"), person, server);
    }

    private void look() {
        look(server);
    }

    private void look(String server) {
        JsonNode seen = operator.ok("POST", "/servers/" + server + "/definitions/look", "");
        assertEquals("seen", seen.path("outcome").asText(), seen.toString());
        var all =
                operator.ok("GET", "/servers/" + server + "/definitions?limit=100", "")
                        .path("items")
                        .valueStream()
                        .map(one ->
                                "{'id':'%s','hash':'%s','class':'read'}"
                                        .formatted(
                                                one.path("id").asText(), one.path("hash").asText()))
                        .toList();
        operator.ok(
                "POST",
                "/servers/" + server + "/definitions/approve",
                "{'definitions':[" + String.join(",", all) + "]}");
    }

    private McpClient.Answer call() {
        return operator.whole().tool("notes_whose", "{}").send();
    }

    private static String text(McpClient.Answer answer) {
        return answer.result().path("content").path(0).path("text").asText();
    }

    private long sent() {
        return other.raw.stream().filter(one -> one.contains("\"tools/call\"")).count();
    }

    /// Requests for anything, whoever they are for; a session that is open may listen beside.
    private long uses() {
        return other.raw.stream()
                .filter(one ->
                        one.contains("/call\"")
                                || one.contains("/read\"")
                                || one.contains("/get\""))
                .count();
    }

    private long done() {
        return other.answered.stream().filter("tools/call"::equals).count();
    }

    private List<JsonNode> events(String act) {
        return AuditTrail.of(operator.world(), operator.workspace()).events(act);
    }

    private Object connection(String column) {
        return connection(place, column);
    }

    private Object connection(ConnectionPlace place, String column) {
        return operator.world()
                .read(
                        "SELECT " + column + " FROM gateway.connection WHERE connection_id = ?",
                        place.connection());
    }

    private void assertOneEntry(String why) {
        assertEquals(1, events("tool.call.begin").size());
        assertEquals(1, events("tool.call.end").size());
        assertEquals(why, events("tool.call.end").getFirst().path("why").asText());
    }

    /// K10: a call that was refused for its token was not executed, so it is sent once more.
    @Test
    void what_a_server_refused_once_is_sent_again_with_a_newer_token() {
        other.forgetAccess(operator.owner());
        assertEquals(operator.owner(), text(call()));
        assertEquals(1, done());
        assertEquals(1, other.forms.size());
        assertOneEntry("");
        endAccess();
        assertEquals(operator.owner(), text(call()), "in a session that was open");
        assertEquals(2, done());
        assertEquals(2, other.forms.size());
        assertEquals(3, connection("generation"));
    }

    /// K10: what is refused with a token of this very moment will not do at all.
    @Test
    void what_a_server_refused_twice_needs_another_connection() {
        other.toolStatus = 401;
        var answer = call();
        assertTrue(answer.result().path("isError").asBoolean(), answer.toString());
        assertTrue(text(answer).contains("/connect/" + server), answer.toString());
        assertEquals(2, sent());
        assertEquals(1, other.forms.size());
        assertOneEntry("needs_connection");
        assertEquals(1, events("connection.expire").size());
        other.toolStatus = 200;
        assertTrue(text(call()).contains("/connect/" + server));
        assertEquals(2, sent());
        assertEquals(0, done());
    }

    /// What else came back may have been done.
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 409, 429, 500, 502, 503})
    void nothing_else_is_ever_sent_again(int status) {
        other.toolStatus = status;
        assertTrue(call().result().path("isError").asBoolean());
        assertEquals(1, sent());
        assertEquals(List.of(), other.forms);
        assertEquals(1, connection("generation"));
        assertEquals(1, events("tool.call.end").size());
    }

    /// K10: a service that has done what was asked and then sends on to where it lets nobody in is
    /// not asked again, and nothing is renewed or ended for that.
    @Test
    void what_was_done_before_a_redirect_is_never_sent_again() throws IOException {
        try (var tiny = TinyService.open()) {
            ConnectionPlace there = connected(tiny);
            int before = tiny.count();
            var answer =
                    operator.whole()
                            .tool(
                                    "tiny_proxy_request",
                                    "{'method':'POST','path':'/to','query':{'status':303,'url':'/v1/me'}}")
                            .send();
            assertTrue(answer.toString().contains("where it is not let in"), answer.toString());
            assertEquals("GET /v1/me", tiny.last().line());
            assertEquals(before + 2, tiny.count());
            assertEquals(List.of(), other.forms);
            assertEquals(List.of(), events("connection.expire"));
            assertEquals(1, connection(there, "generation"));
        }
    }

    private ConnectionPlace connected(TinyService tiny) {
        String id =
                operator.ok(
                                "POST",
                                "/servers",
                                "{'name':'Tiny','slug':'tiny','transport':'api','address':'%s','private_allowed':true,'authentication':{'kind':'person_oauth'}}"
                                        .formatted(tiny.address()))
                        .path("id")
                        .asText();
        operator.approve(id);
        var there =
                new ConnectionPlace(operator.workspace(), Ids.fresh("con"), operator.owner(), id);
        Connected.tokens(other, there, 3600);
        operator.world()
                .write(
                        "UPDATE gateway.connection SET resource = ? WHERE connection_id = ?",
                        tiny.address(),
                        there.connection());
        look(id);
        return there;
    }

    /// K10: a server that wants more of a person says so at the call; what they gave counts on.
    @Test
    void a_scope_that_is_missing_is_asked_of_the_person() {
        wants("notes:write notes:share");
        var answer = operator.whole().tool("notes_whose", "{}").capabilities(ASKED).send();
        assertEquals("input_required", answer.result().path("resultType").asText());
        String url =
                answer.result()
                        .path("inputRequests")
                        .path("carnet_connect")
                        .at("/params/url")
                        .asText();
        assertTrue(url.endsWith("/connect/" + server), answer.toString());
        assertEquals(1, sent());
        assertEquals(List.of(), other.forms);
        assertEquals("notes:write notes:share", connection("wanted_scope"));
        assertEquals(1, events("connection.widen").size());
        call();
        assertEquals(1, events("connection.widen").size(), "it is known");
        wants("notes:delete");
        call();
        assertEquals("notes:write notes:share notes:delete", connection("wanted_scope"));
        other.toolStatus = 200;
        assertEquals(operator.owner(), text(call()));
    }

    /// Nobody is led in circles by a server that is never content.
    @Test
    void nobody_is_asked_for_what_they_gave() {
        operator.world()
                .write(
                        "UPDATE gateway.connection SET scope = 'a notes:write' WHERE connection_id"
                                + " = ?",
                        place.connection());
        wants("notes:write");
        var answer = call();
        assertTrue(text(answer).contains("was given to it already"), answer.toString());
        assertFalse(text(answer).contains("/connect/"));
        assertEquals("", connection("wanted_scope"));
    }

    @Test
    void nobody_is_asked_for_what_an_operator_does_not_name() {
        operator.ok(
                "PATCH",
                "/servers/" + server,
                "{'authentication':{'kind':'person_oauth','scopes':['notes']}}");
        operator.approve(server);
        wants("notes:write");
        var answer = call();
        assertTrue(text(answer).contains("An operator has to name it"), answer.toString());
        assertEquals("", connection("wanted_scope"));
    }

    /// The token ends, a while after it was renewed.
    private void endAccess() {
        operator.world()
                .write(
                        "UPDATE gateway.connection SET renewed_at = now() - interval '1 minute'"
                                + " WHERE connection_id = ?",
                        place.connection());
        other.forgetAccess(operator.owner());
    }

    private void wants(String scope) {
        other.toolStatus = 403;
        other.toolChallenge = "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"";
    }

    /// G8: whatever a caller proves themselves with here is seen nowhere there, in no header,
    /// address, body or session: not when it is listed, called, read, asked for or sent again.
    @Test
    void the_callers_own_credential_reaches_no_server() {
        String token = operator.world().token(operator.claims());
        String key =
                operator.world().key(operator.workspace(), operator.owner(), true, true).text();
        operator.world().settle();
        String mcp = operator.world().mcpUrl();
        for (McpClient caller :
                List.of(McpClient.of(mcp).bearer(token), McpClient.of(mcp).bearer(key))) {
            uses(caller);
            endAccess();
            uses(caller);
        }
        assertTrue(other.raw.size() > 20 && other.forms.size() == 2, other.raw.toString());
        for (String secret : List.of(token, token.split("\\.", -1)[2], key, key.substring(12))) {
            other.raw.forEach(one -> assertFalse(one.contains(secret), one));
        }
    }

    private void uses(McpClient caller) {
        assertTrue(Operator.tools(caller).contains("notes_whose"));
        assertEquals(operator.owner(), text(caller.tool("notes_whose", "{}").send()));
        var read =
                caller.call("resources/read", "{'uri':'carnet+notes+note:1'}")
                        .header("Mcp-Name", "carnet+notes+note:1")
                        .send();
        assertEquals(
                operator.owner(),
                read.result().path("contents").path(0).path("text").asText(),
                read.toString());
        var prompt =
                caller.call("prompts/get", "{'name':'notes_hello'}")
                        .header("Mcp-Name", "notes_hello")
                        .send();
        assertEquals(0, prompt.error(), prompt.toString());
    }

    /// G8, G13: who has no connection of their own gets nothing by another's, not by any method.
    @Test
    void another_persons_connection_serves_nobody() {
        String stranger = operator.world().member(operator.workspace(), Role.OWNER);
        var caller =
                McpClient.of(operator.world().mcpUrl())
                        .bearer(
                                operator.world()
                                        .token(
                                                operator.world()
                                                        .claims(operator.workspace(), stranger)));
        assertEquals(operator.owner(), text(call()), "the owner's session is open");
        long before = uses();
        assertTrue(text(caller.tool("notes_whose", "{}").send()).contains("/connect/" + server));
        assertTrue(
                caller.call("resources/read", "{'uri':'carnet+notes+note:1'}")
                                .header("Mcp-Name", "carnet+notes+note:1")
                                .send()
                                .error()
                        != 0);
        assertTrue(
                caller.call("prompts/get", "{'name':'notes_hello'}")
                                .header("Mcp-Name", "notes_hello")
                                .send()
                                .error()
                        != 0);
        assertEquals(before, uses());
        Connected.tokens(other, place(stranger), 3600);
        assertEquals(stranger, text(caller.tool("notes_whose", "{}").send()));
        assertEquals(operator.owner(), text(call()));
    }

    /// K5: a secret that nobody could use is not taken.
    @Test
    void the_secret_of_a_client_belongs_where_people_connect() {
        String body =
                "{'name':'More','slug':'more','address':'%s','private_allowed':true,'secret':'s3cret','authentication':{'kind':'person_oauth','client_id':'c'}}"
                        .formatted(other.mcp());
        var refused = operator.rest("POST", "/servers", body);
        assertEquals(400, refused.status(), refused.toString());
        assertTrue(refused.body().toString().contains("/api/v1/upstream-clients"));
        assertEquals(
                400,
                operator.rest("PUT", "/servers/" + server + "/secret", "{'secret':'s'}").status());
    }

    private static final String OTHER_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
                    + "\"bcc\":{\"type\":\"string\"}}}";

    /// A server of another kind, where the owner has a key of their own and has approved all.
    private void keyed(TestUpstream up) {
        String id =
                operator.ok(
                                "POST",
                                "/servers",
                                "{'name':'Turn','slug':'turn','address':'%s','private_allowed':true,'authentication':{'kind':'person_key'}}"
                                        .formatted(up.url()))
                        .path("id")
                        .asText();
        operator.approve(id);
        Connected.key(
                new ConnectionPlace(operator.workspace(), Ids.fresh("con"), operator.owner(), id),
                up.url(),
                "key-1");
        look(id);
    }

    private McpClient.Answer turn(String tool) {
        return operator.whole().tool("turn_" + tool, "{\"text\":\"a\"}").send();
    }

    /// K12, W10: nobody but people can look at such a server, so who uses it looks first: what is
    /// another than was approved is not called, and not offered any more.
    @Test
    void who_uses_a_server_of_people_finds_that_it_changed() {
        try (var up = TestUpstream.current()) {
            keyed(up);
            up.tool("echo", OTHER_SCHEMA, _ -> TestUpstream.text("other"));
            var refused = turn("echo");
            assertTrue(text(refused).contains("has changed what this does"), refused.toString());
            assertTrue(up.methods().stream().noneMatch("tools/call"::equals));
            assertFalse(Operator.tools(operator.whole()).contains("turn_echo"));
            assertEquals(-32602, turn("echo").error());
            assertFalse(turn("exact").result().path("isError").asBoolean());
            assertEquals(
                    "definition_changed", events("tool.call.end").getFirst().path("why").asText());
        }
    }

    /// K12, W11: what it says in the session of who uses it makes the next use look at once.
    @Test
    void a_change_that_a_server_of_people_tells_is_looked_at_by_the_next_use() {
        try (var up = TestUpstream.earlier()) {
            keyed(up);
            assertFalse(turn("echo").result().path("isError").asBoolean());
            until(() -> up.listeners() > 0);
            up.tool("echo", OTHER_SCHEMA, _ -> TestUpstream.text("other"));
            assertFalse(turn("echo").result().path("isError").asBoolean(), "it was just looked at");
            until(() -> {
                up.toolsChanged();
                turn("exact");
                return !Operator.tools(operator.whole()).contains("turn_echo");
            });
            assertEquals(-32602, turn("echo").error());
        }
    }

    /// K12: what one person does not see is not gone for the others.
    @Test
    void what_one_person_does_not_see_is_not_gone() {
        try (var up = TestUpstream.current()) {
            keyed(up);
            up.unlisted("slow");
            assertFalse(turn("echo").result().path("isError").asBoolean());
            assertTrue(up.methods().stream().filter("tools/list"::equals).count() > 1);
            assertTrue(Operator.tools(operator.whole()).contains("turn_slow"));
            assertFalse(turn("slow").result().path("isError").asBoolean());
        }
    }

    private static void until(BooleanSupplier so) {
        for (int i = 0; i < 200 && !so.getAsBoolean(); i++) {
            LockSupport.parkNanos(100_000_000);
        }
        assertTrue(so.getAsBoolean(), "it did not become so");
    }
}
