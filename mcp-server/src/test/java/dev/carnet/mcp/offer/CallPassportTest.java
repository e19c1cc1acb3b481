package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.CanonicalJson;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.wire.GatePeople;
import dev.carnet.shared.gate.DecisionStore;
import dev.carnet.shared.gate.DecisionStore.Decision;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import dev.carnet.verifier.CallPassport;
import dev.carnet.verifier.CallVerifier;
import dev.carnet.verifier.UsedStore;
import dev.carnet.verifier.Verdict;
import dev.carnet.verifier.Verdict.Reason;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that wants proof of Carnet's decision for each call, from the gateway to the deed.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class CallPassportTest {

    private final Operator operator = Operator.fresh();
    private final World world = operator.world();
    private CarefulServer careful;

    @BeforeEach
    void open() throws Exception {
        careful = CarefulServer.open(world.mcpUrl(), operator.workspace());
    }

    @AfterEach
    void close() {
        careful.close();
    }

    private String register(String slug, String address, String authentication) {
        return operator.ok(
                        "POST",
                        "/servers",
                        "{'name':'%s','slug':'%s','address':'%s','private_allowed':true,'authentication':%s}"
                                .formatted(slug, slug, address, authentication))
                .path("id")
                .asText();
    }

    private void offered(String slug, String address, String authentication, String... tools) {
        String id = register(slug, address, authentication);
        operator.approve(id);
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        String all =
                operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "")
                        .path("items")
                        .valueStream()
                        .filter(it -> List.of(tools).contains(it.path("name").asText()))
                        .map(one ->
                                "{'id':'%s','hash':'%s','class':'read'}"
                                        .formatted(
                                                one.path("id").asText(), one.path("hash").asText()))
                        .collect(Collectors.joining(","));
        operator.ok(
                "POST", "/servers/" + id + "/definitions/approve", "{'definitions':[" + all + "]}");
    }

    private void careful() {
        offered("careful", careful.url(), "{'kind':'none','call_passport':true}", "transfer");
    }

    private McpClient.Answer call(String arguments) {
        return Operator.patiently(
                () -> operator.whole().tool("careful_transfer", arguments).send());
    }

    private static String text(McpClient.Answer answer) {
        return answer.result().at("/content/0/text").asText();
    }

    private static Reason reason(Verdict<CallPassport> verdict) {
        return assertInstanceOf(Verdict.Refused.class, verdict, verdict.toString()).reason();
    }

    /// C2: the server checks the decision by the published keys alone, and does only what it names.
    @Test
    void a_server_executes_what_was_decided_and_recorded() {
        careful();
        assertEquals("transferred", text(call("{'to':'anna','amount':[1.50,1e2]}")));
        CallPassport passport = careful.executed().getFirst();
        assertEquals(operator.owner(), passport.subject());
        assertEquals(operator.workspace(), passport.workspace());
        assertEquals("transfer", passport.tool());
        assertEquals(
                "tool.call.begin transfer",
                world.read(
                        """
                        SELECT d -> 'event' ->> 'act' || ' ' || (d -> 'event' ->> 'otool')
                        FROM audit.entry e JOIN audit.log l USING (log_id),
                          LATERAL (SELECT convert_from(e.data, 'UTF8')::json AS d) AS said
                        WHERE l.workspace_id = ? AND e.seq = ?
                        """,
                        operator.workspace(),
                        passport.entry()));
    }

    @Test
    void an_agents_call_names_the_agent_and_its_passport() {
        careful();
        String agent = world.agent(operator.workspace(), operator.owner());
        var claims =
                world.claims(operator.workspace(), operator.owner())
                        .passport(agent, operator.owner());
        var client = McpClient.of(world.mcpUrl()).bearer(world.token(claims));
        var answer =
                Operator.patiently(() -> client.tool("careful_transfer", "{'to':'ben'}").send());
        assertEquals("transferred", text(answer), answer.toString());
        CallPassport passport = careful.executed().getFirst();
        assertEquals(List.of(agent), passport.actors());
        assertEquals(operator.owner(), passport.subject());
        assertEquals(claims.build().jti(), passport.passport().orElseThrow());
    }

    /// Whoever took it on the way can do nothing else with it, and not the same again.
    @Test
    void what_came_once_is_refused_again_with_other_arguments_and_as_another_tool() {
        careful();
        call("{'to':'anna','amount':10}");
        CarefulServer.Came came = careful.came().getFirst();
        assertEquals(Reason.USED, reason(careful.judge(came)));
        assertEquals(
                Reason.ARGUMENTS,
                reason(
                        careful.judge(
                                new CarefulServer.Came(
                                        came.passport(),
                                        came.tool(),
                                        came.arguments().replace("10", "1000")))));
        assertEquals(
                Reason.TOOL,
                reason(
                        careful.judge(
                                new CarefulServer.Came(
                                        came.passport(), "close", came.arguments()))));
        call("{'to':'anna','amount':10}");
        assertEquals(2, careful.executed().size(), "the same call again has one of its own");
        assertFalse(careful.executed().get(0).jti().equals(careful.executed().get(1).jti()));
    }

    @Test
    void a_call_that_has_to_be_sent_again_gets_another_one() {
        careful();
        call("{'to':'anna'}");
        careful.forget();
        assertEquals("transferred", text(call("{'to':'ben'}")));
        List<CarefulServer.Came> came = careful.came();
        assertEquals(3, came.size());
        assertEquals(came.get(1).arguments(), came.get(2).arguments());
        assertFalse(came.get(1).passport().equals(came.get(2).passport()));
        assertEquals(2, careful.executed().size());
        assertInstanceOf(
                Verdict.Valid.class, careful.judge(came.get(1)), "what was lost was not used up");
    }

    /// H5: what a person agreed to is what the server is told: the gate, and these arguments.
    @Test
    void a_call_that_somebody_approved_names_its_gate() {
        careful();
        operator.ok(
                "PUT",
                "/policy/draft",
                "{'rules':[{'id':'ask','effect':'approve','which':{'upstreams':['careful']}}]}");
        operator.ok("POST", "/policy/activate", "{'note':'ask'}");
        McpClient same = operator.whole();
        String gate =
                Operator.patiently(() -> same.tool("careful_transfer", "{'to':'anna'}").send())
                        .result()
                        .at("/_meta/dev.carnet~1gate/gate")
                        .asText();
        assertEquals(List.of(), careful.came(), "nothing is sent before");
        approve(gate);
        var answer =
                Operator.patiently(
                        () -> same.tool("gate_result", "{'gate':'" + gate + "'}").send());
        assertEquals("transferred", text(answer), answer.toString());
        assertEquals(gate, careful.executed().getFirst().gate().orElseThrow());
        assertTrue(careful.executed().getFirst().policy().orElseThrow().endsWith("/ask"));
    }

    @Test
    void a_passport_for_another_server_counts_for_nothing() throws Exception {
        try (var other = CarefulServer.open(world.mcpUrl(), operator.workspace())) {
            careful();
            offered("other", other.url(), "{'kind':'none','call_passport':true}", "transfer");
            call("{'to':'anna'}");
            assertEquals(Reason.NOT_FOR_US, reason(other.judge(careful.came().getFirst())));
        }
    }

    @Test
    void a_server_gets_none_unless_it_wants_them_and_executes_nothing_without() {
        offered("careful", careful.url(), "{'kind':'none','call_passport':false}", "transfer");
        assertEquals("not decided by Carnet", text(call("{'to':'anna'}")));
        assertEquals("", careful.came().getFirst().passport());
        assertEquals(List.of(), careful.executed());
    }

    @Test
    void a_changed_wish_waits_for_approval() {
        String id = register("waiting", careful.url(), "{'kind':'none'}");
        operator.approve(id);
        JsonNode changed =
                operator.ok(
                        "PATCH",
                        "/servers/" + id,
                        "{'authentication':{'kind':'none','call_passport':true}}");
        assertEquals("pending", changed.path("state").asText(), changed.toString());
    }

    private CarefulService service() throws Exception {
        world.write(
                "CREATE TABLE IF NOT EXISTS used_call (jti text PRIMARY KEY, until timestamptz)");
        var service = CarefulService.open(world.mcpUrl(), operator.workspace(), world.owner());
        offered(
                "api",
                service.url(),
                "{'kind':'none','call_passport':true},'transport':'api'",
                "post",
                "get");
        return service;
    }

    private McpClient.Answer api(String tool, String arguments) {
        return Operator.patiently(() -> operator.whole().tool("api_" + tool, arguments).send());
    }

    /// C2: a service that sees no tools gets proof of the very request that was made of the call.
    @Test
    void an_http_service_serves_what_was_decided_once() throws Exception {
        try (CarefulService service = service()) {
            var answer = api("post", "{'path':'/pay','query':{'dry':'no'},'body':{'to':'anna'}}");
            assertTrue(answer.result().toString().contains("done"), answer.toString());
            CarefulService.Came came = service.came().getFirst();
            assertEquals("/v1/pay?dry=no", came.target());
            assertEquals("post", service.served().getFirst().tool());
            assertEquals(operator.owner(), service.served().getFirst().subject());
            assertEquals(Reason.USED, reason(service.judge(came)));
            String other = "{\"to\":\"ben\"}";
            assertEquals(
                    Reason.ARGUMENTS,
                    reason(
                            service.judge(
                                    new CarefulService.Came(
                                            came.passport(), "POST", came.target(), other))));
            assertEquals(
                    Reason.REQUEST,
                    reason(
                            service.judge(
                                    new CarefulService.Came(
                                            came.passport(), "POST", "/v1/all", came.body()))));
        }
    }

    /// C2: where the service sends who reads on, the next request has proof of its own.
    @Test
    void each_request_of_a_call_has_proof_of_its_own() throws Exception {
        try (CarefulService service = service()) {
            assertTrue(api("get", "{'path':'/old'}").result().toString().contains("done"));
            assertEquals(
                    List.of("/v1/old", "/v1/new"),
                    service.came().stream().map(CarefulService.Came::target).toList());
            assertFalse(service.came().get(0).passport().equals(service.came().get(1).passport()));
            assertEquals(service.served().get(0).entry(), service.served().get(1).entry());
        }
    }

    /// C2: of several replicas of a server that are shown the same one at once, one runs the call.
    @Test
    void of_replicas_that_share_a_table_one_wins() throws Exception {
        try (CarefulService service = service()) {
            for (int round = 0; round < 10; round++) {
                String jti = "cps_race_" + round + operator.workspace();
                Callable<Boolean> use =
                        () ->
                                new UsedStore(world.owner(), Clock.systemUTC())
                                        .first(jti, Instant.now().plusSeconds(60));
                try (var threads = Executors.newFixedThreadPool(4)) {
                    int won = 0;
                    for (var one : threads.invokeAll(Collections.nCopies(4, use))) {
                        won += one.get() ? 1 : 0;
                    }
                    assertEquals(1, won);
                }
            }
            var later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(3));
            assertTrue(
                    new UsedStore(world.owner(), later)
                            .first("cps_later_" + operator.workspace(), Instant.now()));
            assertEquals(
                    0L,
                    world.read(
                            "SELECT count(*) FROM used_call WHERE jti LIKE ?",
                            "cps_race_%" + operator.workspace()));
            assertEquals(List.of(), service.came());
        }
    }

    private void approve(String gate) {
        String admin = world.member(operator.workspace(), Role.ADMIN);
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

    /// The verifier shares no code with the gateway, and comes to the same digest.
    @Test
    void both_sides_write_arguments_alike() throws Exception {
        for (String arguments :
                List.of(
                        "{}",
                        "{\"b\":1,\"a\":{\"z\":[1.0,1e-7,1e21,123456789012345678901234567890]}}",
                        "{\"\\u20ac\":\"\\u0001\\u001f\\u007f\\\"\\\\/\",\"\\ud83d\\ude00\":null}",
                        "{\"a\\nb\":\"\\b\\f\\r\\t\\u2028\",\"\":[[],{},true,false,-0.5e-3]}")) {
            var digest = digest(arguments);
            assertEquals(CanonicalJson.sha256ForOthers(Json.parse(arguments)), digest, arguments);
        }
    }

    private static String digest(String arguments) throws ReflectiveOperationException {
        var sha256 =
                Class.forName(CallVerifier.class.getPackageName() + ".Arguments")
                        .getDeclaredMethod("sha256", String.class);
        sha256.setAccessible(true);
        return (String) sha256.invoke(null, arguments);
    }
}
