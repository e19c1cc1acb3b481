package dev.carnet.mcp.authclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthServerTest {

    private static final Set<Scope> READ = Set.of(Scope.READ);
    private static final String ISSUER = "https://auth.example";
    private static final Presented KEY = new Presented("carnet_key_1_secret", true);
    private static final ApiRequest LIST = ApiRequest.get("/keys").with(Map.of("limit", "5"));

    private final Vertx vertx = Vertx.vertx();
    private final FakeAuthServer peer;
    private final AuthServer server;

    AuthServerTest() throws Exception {
        peer = new FakeAuthServer(vertx.getDelegate());
        server = reaching(peer.url());
    }

    @AfterEach
    void close() {
        peer.close();
        vertx.closeAndAwait();
    }

    @Test
    void exchanges_the_credential_and_sends_only_the_exchanged_token() {
        peer.issues("t1").answers(200, "{\"items\":[]}");
        var answer = assertInstanceOf(Answer.Done.class, ask(KEY, LIST));
        assertTrue(answer.body().path("items").isArray());

        var form = URLDecoder.decode(peer.asked().getFirst().body(), StandardCharsets.UTF_8);
        assertEquals("POST /token", peer.asked().getFirst().line());
        assertTrue(form.contains("grant_type=urn:ietf:params:oauth:grant-type:token-exchange"));
        assertTrue(form.contains("subject_token=" + KEY.secret()));
        assertTrue(form.contains("subject_token_type=urn:carnet:params:oauth:token-type:api_key"));
        assertTrue(form.contains("resource=" + ISSUER + "/api/v1"));
        assertTrue(form.contains("scope=carnet:read"));

        var request = peer.asked().getLast();
        assertEquals("GET /api/v1/keys?limit=5", request.line());
        assertEquals("Bearer t1", request.authorization());
        assertEquals("req-1", request.requestId());
    }

    @Test
    void a_token_is_exchanged_as_an_access_token() {
        peer.issues("t1").answers(200, "{}");
        ask(new Presented("e30.e30.e30", false), LIST);
        var form = URLDecoder.decode(peer.asked().getFirst().body(), StandardCharsets.UTF_8);
        assertTrue(
                form.contains("subject_token_type=urn:ietf:params:oauth:token-type:access_token"));
    }

    @Test
    void the_second_request_uses_the_token_in_hand() {
        peer.issues("t1").answers(200, "{}").answers(200, "{}");
        ask(KEY, LIST);
        ask(KEY, LIST);
        assertEquals(3, peer.asked().size());
        assertEquals("Bearer t1", peer.asked().getLast().authorization());
    }

    @Test
    void a_token_in_hand_that_is_refused_is_replaced_once() {
        peer.issues("t1").answers(200, "{}");
        peer.answers(401, "{\"code\":\"invalid_token\",\"detail\":\"It has ended.\"}");
        peer.issues("t2").answers(401, "{\"code\":\"invalid_token\",\"detail\":\"It has ended.\"}");
        ask(KEY, LIST);
        assertEquals(new Answer.Refused(401, "invalid_token", "It has ended."), ask(KEY, LIST));
        assertEquals(5, peer.asked().size());
        assertEquals("Bearer t2", peer.asked().getLast().authorization());
    }

    @Test
    void tokens_of_a_revoked_caller_are_not_used_again() {
        peer.issues("t1").answers(200, "{}").issues("t2").answers(200, "{}");
        ask(KEY, LIST);
        server.dropIf(caller -> caller.subject().equals("prs_ann"));
        ask(KEY, LIST);
        assertEquals("Bearer t2", peer.asked().getLast().authorization());
    }

    @Test
    void a_refused_exchange_is_told_in_public_words() {
        peer.answers(400, "{\"error\":\"invalid_grant\",\"error_description\":\"row 7 is gone\"}");
        var refused = assertInstanceOf(Answer.Refused.class, ask(KEY, LIST));
        assertEquals(401, refused.status());
        assertFalse(refused.publicText().contains("row 7"));
        peer.answers(400, "{\"error\":\"invalid_scope\"}");
        refused = assertInstanceOf(Answer.Refused.class, ask(KEY, LIST));
        assertEquals("insufficient_scope", refused.code());
    }

    @Test
    void our_own_fault_at_the_exchange_is_not_the_callers() {
        peer.answers(401, "{\"error\":\"invalid_client\"}");
        assertEquals(
                new Answer.Unavailable("exchange answered 401 invalid_client"), ask(KEY, LIST));
    }

    @Test
    void a_problem_names_its_fields() {
        peer.issues("t1")
                .answers(
                        400,
                        "{\"code\":\"validation_failed\",\"detail\":\"Two fields are wrong.\","
                                + "\"errors\":[{\"pointer\":\"/name\",\"detail\":\"too long\"}]}");
        assertEquals(
                new Answer.Refused(
                        400, "validation_failed", "Two fields are wrong. /name: too long"),
                ask(KEY, LIST));
    }

    @Test
    void what_is_not_its_api_is_not_shown_to_anybody() {
        peer.issues("t1").answers(502, "<html>proxy of acme</html>");
        assertEquals(new Answer.Unavailable("the REST API answered 502 none"), ask(KEY, LIST));
        peer.answers(404, "<html>proxy of acme</html>");
        assertEquals(new Answer.Unavailable("the REST API answered 404 none"), ask(KEY, LIST));
        peer.answers(500, "{\"code\":\"fault\",\"detail\":\"at dev.carnet…\"}");
        assertEquals(new Answer.Unavailable("the REST API answered 500 fault"), ask(KEY, LIST));
    }

    @Test
    void silence_and_absence_end_within_the_limit() {
        peer.answers(0, "");
        assertInstanceOf(Answer.Unavailable.class, ask(KEY, LIST));
        peer.close();
        assertInstanceOf(
                Answer.Unavailable.class,
                reaching("http://127.0.0.1:1").ask(call(KEY), READ, LIST).await().indefinitely());
    }

    @Test
    void changing_something_carries_an_idempotency_key_and_its_body() {
        peer.issues("t1").answers(201, "{\"id\":\"key_2\"}");
        var body = JsonNodeFactory.instance.objectNode().put("name", "laptop");
        ask(KEY, ApiRequest.post("/keys", body));
        assertEquals("POST /api/v1/keys", peer.asked().getLast().line());
        assertEquals("{\"name\":\"laptop\"}", peer.asked().getLast().body());
    }

    private Answer ask(Presented who, ApiRequest request) {
        return server.ask(call(who), READ, request).await().atMost(Duration.ofSeconds(10));
    }

    private AuthServer reaching(String base) {
        var clock = Clock.systemUTC();
        var assertions = new ClientAssertions(ServiceKey.fresh(), ISSUER, clock);
        return new AuthServer(
                new Transport(vertx, Duration.ofMillis(700)),
                new Address(ISSUER, base),
                () -> Uni.createFrom().item(assertions),
                clock);
    }

    private static ToolCall call(Presented presented) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return new ToolCall(
                Viewer.of(ann()),
                presented,
                "req-1",
                Optional.empty(),
                nothing,
                Optional.empty(),
                Optional.empty(),
                nothing,
                new SilentChannel());
    }

    private static Caller ann() {
        return new Caller(
                "ws_1",
                "prs_ann",
                Role.MEMBER,
                Set.of(Scope.READ),
                new Caller.Credential.Key("key_1", "prs_ann", true, Optional.empty()),
                Optional.empty());
    }
}
