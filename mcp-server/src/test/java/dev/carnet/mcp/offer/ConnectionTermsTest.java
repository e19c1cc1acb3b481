package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.wire.GatePeople;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A connection to an HTTP service, what may be asked of it, and where its credential goes.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class ConnectionTermsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = TinyService.KEY;
    private static final String DEPLOY =
            "{'intents':[{'intent':'github.deploy','parameters':"
                    + "{'repository':'octo/app','environment':'staging'}}]}";

    private final Operator operator = Operator.fresh();
    private TinyService service;
    private TinyService other;

    @BeforeEach
    void open() throws IOException {
        service = TinyService.open();
        other = TinyService.open();
    }

    @AfterEach
    void close() {
        service.close();
        other.close();
    }

    private String connect() {
        ObjectNode asked = JSON.createObjectNode();
        asked.put("name", "Tiny").put("slug", "tiny").put("transport", "api");
        asked.put("address", service.address()).put("secret", SECRET);
        asked.put("private_allowed", true).putObject("authentication").put("kind", "workspace_key");
        String id = operator.ok("POST", "/servers", asked.toString()).path("id").asText();
        operator.approve(id);
        approveAll(id);
        return id;
    }

    private void approveAll(String id) {
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        var body = JSON.createObjectNode();
        var all = body.putArray("definitions");
        operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "")
                .path("items")
                .forEach(one ->
                        all.addObject()
                                .put("id", one.path("id").asText())
                                .put("hash", one.path("hash").asText())
                                .put("class", "read"));
        operator.ok("POST", "/servers/" + id + "/definitions/approve", body.toString());
    }

    private void terms(String id, String body) {
        operator.ok("PUT", "/servers/" + id + "/terms", body);
    }

    /// Asks again while a busy machine says that it cannot decide.
    private McpClient.Answer request(String arguments) {
        McpClient.Answer answer = sent(arguments);
        for (int i = 0; i < 100 && answer.status() == 503; i++) {
            AuditTrail.pause();
            answer = sent(arguments);
        }
        return answer;
    }

    private McpClient.Answer sent(String arguments) {
        return operator.whole().tool("tiny_proxy_request", arguments.replace('\'', '"')).send();
    }

    private static int status(Operator who, String method, String path, String body) {
        int status = who.rest(method, path, body).status();
        for (int i = 0; i < 100 && status == 503; i++) {
            AuditTrail.pause();
            status = who.rest(method, path, body).status();
        }
        return status;
    }

    private void refused(McpClient.Answer answer, String why) {
        assertTrue(answer.result().path("isError").asBoolean(), answer.toString());
        assertTrue(answer.toString().contains(why), answer.toString());
    }

    /// D2: a good key is ok, and a wrong one is told apart from everything else.
    @Test
    void a_connection_is_verified_at_the_path_of_its_terms() {
        String id = connect();
        terms(id, "{'check':'/me'}");
        assertEquals("ok", tested(id));
        operator.ok("PUT", "/servers/" + id + "/secret", "{'secret':'sk-another-one'}");
        assertEquals("authentication", tested(id));
        service.close();
        assertEquals("transport", tested(id));
        assertEquals(
                400, status(operator, "PUT", "/servers/" + id + "/terms", "{'check':'/../a'}"));
    }

    private String tested(String id) {
        return operator.ok("POST", "/servers/" + id + "/test", "").path("outcome").asText();
    }

    /// D6: a service that does not answer costs no more than its time.
    @Test
    void a_service_that_never_answers_is_given_up() {
        String id = connect();
        operator.ok("PATCH", "/servers/" + id, "{'limits':{'time_seconds':1}}");
        refused(request("{'method':'GET','path':'/slow'}"), "did not answer in time");
        refused(request("{'method':'GET','path':'/to','query':{'url':'/v1/slow'}}"), "in time");
    }

    /// D5: the service hears the workspace's key and not the caller's word for it; the caller hears
    /// nothing of it, and of the answer's headers only those it may know.
    @Test
    void a_request_is_made_with_the_credential_and_without_the_callers_own() {
        connect();
        var answer =
                request(
                        "{'method':'POST','path':'/pets','query':{'a':'1"
                                + " 2'},'headers':{'Authorization':'Bearer"
                                + " mine','Idempotency-Key':'k1'},'body':{'n':1}}");
        assertEquals("POST /v1/pets?a=1%202", service.last().line());
        assertEquals("{\"n\":1}", service.last().body());
        assertEquals("Bearer " + SECRET, service.last().headers().get("Authorization"));
        assertEquals("k1", service.last().headers().get("Idempotency-Key"));
        JsonNode whole = answer.result().path("structuredContent");
        assertEquals(200, whole.path("status").asInt());
        assertEquals("r-1", whole.path("headers").path("x-request-id").asText());
        assertFalse(whole.path("headers").has("set-cookie"));
        assertTrue(answer.toString().contains(TinyService.ANSWER), answer.toString());
        assertFalse(answer.toString().contains(SECRET));
    }

    /// D5: a service that says again what it heard gives its key to nobody; the entry says that it
    /// did, and the rest is what it said.
    @Test
    void a_service_that_echoes_gives_its_key_away_to_nobody() {
        connect();
        var answer =
                request("{'method':'GET','path':'/echo','headers':{'X-Mine':'kept-as-it-is'}}");
        assertEquals("Bearer " + SECRET, service.last().headers().get("Authorization"));
        String said = answer.toString();
        assertFalse(said.contains(SECRET), said);
        assertFalse(said.contains(SECRET.replace("-", "\\u002D")), said);
        JsonNode body = answer.result().path("structuredContent").path("body");
        assertEquals("Bearer [removed: credential]", body.path("Authorization").asText());
        assertEquals("kept-as-it-is", body.path("X-mine").asText(), body.toString());
        var entry =
                AuditTrail.of(operator.world(), operator.workspace())
                        .events("tool.result.filtered")
                        .getLast();
        assertEquals("credential", entry.path("why").asText());
        assertEquals("redact", entry.path("dec").asText());
        assertEquals("tiny", entry.path("srv").asText());
    }

    /// D5, D7: what a caller may not bring along, or would lead elsewhere, never leaves.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'path':'/a','headers':{'Cookie':'a=b'}",
                "'path':'/a','headers':{'Host':'other.example'}",
                "'path':'/a','headers':{'X-HTTP-Method-Override':'DELETE'}",
                "'path':'/a','headers':{'X-Forwarded-For':'10.0.0.1'}",
                "'path':'/a','headers':{'X-Original-URL':'/admin'}",
                "'path':'/a','headers':{'Transfer-Encoding':'chunked'}",
                "'path':'/a','headers':{'A B':'c'}",
                "'path':'/a','headers':{'X-A':'line\\r\\nX-B: c'}",
                "'path':'http://other.example/a'",
                "'path':'//other.example/a'",
                "'path':'/../admin'",
                "'path':'/a/%2e%2e/b'",
                "'path':'/a?b=c'",
                "'path':'/a','body':{'n':1}",
                "'path':'/a','url':'http://other.example/'",
            })
    void what_a_caller_may_not_ask_never_leaves(String arguments) {
        connect();
        int before = service.count();
        var answer = request("{'method':'GET'," + arguments + "}");
        assertTrue(
                answer.result().path("isError").asBoolean() || answer.error() != 0,
                answer.toString());
        assertEquals(before, service.count());
    }

    /// D9: a named intent is all that may be done; anything else is refused with the constraint's
    /// name before a byte leaves, and recorded.
    @Test
    void an_intent_bounds_what_may_be_asked() {
        String id = connect();
        terms(id, DEPLOY);
        request(
                "{'method':'POST','path':'/repos/octo/app/deployments',"
                        + "'body':{'environment':'staging','ref':'main'}}");
        assertEquals("POST /v1/repos/octo/app/deployments", service.last().line());
        int before = service.count();
        refused(
                request(
                        "{'method':'POST','path':'/repos/octo/app/deployments',"
                                + "'body':{'environment':'production'}}"),
                "github.deploy/body.environment");
        refused(request("{'method':'GET','path':'/user'}"), "github.deploy/method");
        refused(
                operator.whole().tool("tiny_get", "{\"path\":\"/repos/octo/app\"}").send(),
                "github.deploy/method");
        assertEquals(before, service.count());
        assertTrue(whys().contains("constraint:github.deploy/body.environment"), whys()::toString);
        JsonNode shown = operator.ok("GET", "/servers/" + id + "/terms", "");
        assertEquals("body.environment", shown.at("/expanded/0/constraints/2/path").asText());
    }

    /// D6, D9: what a connection does not allow is refused before anybody is asked to agree, and
    /// before anything is counted; so are arguments that somebody edits.
    @Test
    void what_a_connection_refuses_asks_nobody_and_costs_nothing() {
        String id = connect();
        terms(
                id,
                "{'constraints':[{'name':'eu-only','path':'url.pathname','op':'starts_with',"
                        + "'value':'/v1/eu/'}]}");
        String rule = "{'rules':[{'id':'all','effect':'%s','which':{'upstreams':['tiny']}}]%s}";
        activate(rule.formatted("approve", ""));
        int before = service.count();
        refused(request("{'method':'GET','path':'/us/a'}"), "eu-only");
        String gates = "SELECT count(*) FROM gateway.gate WHERE workspace_id = ?";
        assertEquals(0L, operator.world().read(gates, operator.workspace()));
        var waits = request("{'method':'GET','path':'/eu/a'}").result();
        String gate = waits.path("_meta").path("dev.carnet/gate").path("gate").asText();
        assertEquals(1L, operator.world().read(gates, operator.workspace()), waits.toString());
        assertEquals("refused", edited(gate, "/us/a"));
        assertEquals("fits", edited(gate, "/eu/b"));
        assertEquals(before, service.count());
        String limit = ",'limits':[{'id':'one','each':['tool'],'calls':1,'per':'day'}]";
        activate(rule.formatted("allow", limit));
        refused(request("{'method':'GET','path':'/us/a'}"), "eu-only");
        refused(request("{'method':'GET','path':'/us/b'}"), "eu-only");
        assertEquals(before, service.count());
        request("{'method':'GET','path':'/eu/a'}");
        assertEquals(before + 1, service.count());
        request("{'method':'GET','path':'/eu/b'}");
        assertEquals(before + 1, service.count(), "the limit counts what may run");
    }

    private String edited(String gate, String path) {
        return GatePeople.check(
                operator.workspace(), gate, "{\"method\":\"GET\",\"path\":\"" + path + "\"}");
    }

    private void activate(String policy) {
        operator.ok("PUT", "/policy/draft", policy);
        operator.ok("POST", "/policy/activate", "{}");
    }

    private List<String> whys() {
        return StreamSupport.stream(
                        operator.ok("GET", "/audit?limit=100", "").path("items").spliterator(),
                        false)
                .map(item -> item.path("event").path("why").asText())
                .toList();
    }

    /// D9: what an intent of Slack comes to stands in a passport beside a constraint of its own,
    /// and the connection has bounds, too: a call that misses any of them is refused, and nothing
    /// leaves.
    @Test
    void a_passport_carries_what_an_intent_comes_to_and_all_of_it_holds() {
        String id = connect();
        terms(
                id,
                "{'constraints':[{'name':'no-orders','path':'body.text','op':'matches',"
                        + "'value':'[a-z ]*'}]}");
        McpClient agent = poster(id);
        assertFalse(
                posted(agent, "'channel':'C0AA','text':'good morning','thread_ts':'1.2'")
                        .result()
                        .path("isError")
                        .asBoolean());
        assertEquals("POST /v1/chat.postMessage", service.last().line());
        int before = service.count();
        refused(posted(agent, "'channel':'C0CC','text':'hi','thread_ts':'1.2'"), "body.channel");
        refused(
                posted(agent, "'channel':['C0AA','C0CC'],'text':'hi','thread_ts':'1.2'"),
                "body.channel");
        refused(posted(agent, "'text':'hi','thread_ts':'1.2'"), "body.channel");
        refused(posted(agent, "'channel':'C0AA','text':'hi'"), "body.thread_ts");
        refused(posted(agent, "'channel':'C0BB','text':'Hi!','thread_ts':'1.2'"), "no-orders");
        refused(proxied(agent, "'method':'GET','path':'/conversations.list'"), "method eq POST");
        refused(
                proxied(agent, "'method':'POST','path':'/files.upload','body':{'channel':'C0AA'}"),
                "path eq /chat.postMessage");
        assertEquals(before, service.count());
        assertTrue(whys().contains("passport_constraint"), whys()::toString);
        assertTrue(whys().contains("constraint:no-orders"), whys()::toString);
    }

    private McpClient poster(String id) {
        JsonNode expanded =
                operator.ok(
                        "POST",
                        "/server-templates/slack/intents/post_to_channel",
                        "{'parameters':{'channel':['C0AA','C0BB']}}");
        var constraints = new ArrayList<Constraint>();
        for (JsonNode one : expanded.path("constraints")) {
            constraints.add(
                    new Constraint(
                            one.path("path").asText(),
                            Constraint.Op.of(one.path("op").asText()).orElseThrow(),
                            one.path("values").valueStream().map(JsonNode::asText).toList(),
                            one.path("optional").asBoolean()));
        }
        constraints.add(
                new Constraint("body.thread_ts", Constraint.Op.STARTS_WITH, List.of("1."), false));
        var service = new Service(id, "tiny", Service.SCOPES, Optional.empty(), constraints, false);
        var world = operator.world();
        String agent = world.agent(operator.workspace(), operator.owner());
        var mandate =
                new Mandate(
                        Mandate.Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        Optional.of(List.of(service)),
                        Optional.empty(),
                        List.of());
        return McpClient.of(world.mcpUrl())
                .bearer(
                        world.token(
                                operator.claims()
                                        .passport(agent, operator.owner())
                                        .mandate(mandate)));
    }

    private static McpClient.Answer posted(McpClient agent, String body) {
        return proxied(
                agent, "'method':'POST','path':'/chat.postMessage','body':{%s}".formatted(body));
    }

    private static McpClient.Answer proxied(McpClient agent, String arguments) {
        String json = "{%s}".formatted(arguments).replace('\'', '"');
        return Operator.patiently(() -> agent.tool("tiny_proxy_request", json).send());
    }

    /// D9: constraints of the connection's own, and headers that a caller does not replace.
    @Test
    void constraints_and_headers_of_a_connection_hold_for_every_tool() {
        String id = connect();
        terms(
                id,
                "{'constraints':[{'name':'eu-only','path':'url.pathname','op':'starts_with',"
                        + "'value':'/v1/eu/'}],'headers':{'X-Version':'7'}}");
        request("{'method':'GET','path':'/eu/a','headers':{'x-version':'1'}}");
        assertEquals("7", service.last().headers().get("X-Version"));
        int before = service.count();
        refused(request("{'method':'GET','path':'/us/a'}"), "eu-only");
        refused(operator.whole().tool("tiny_get", "{\"path\":\"/us/a\"}").send(), "eu-only");
        assertEquals(before, service.count());
    }

    /// D7: a redirect is followed below the address, and to a host of the terms, where neither the
    /// credential nor the caller's headers go.
    @Test
    void redirects_are_followed_without_the_credential_elsewhere() {
        String id = connect();
        String there = "http://" + other.authority() + "/file";
        refused(to(there, 302), "redirect");
        assertEquals(0, other.count());

        terms(id, "{'hosts':['%s']}".formatted(other.authority()));
        assertFalse(to(there, 302).result().path("isError").asBoolean());
        assertEquals("GET /file", other.last().line());
        assertFalse(other.last().headers().containsKey("Authorization"));
        assertFalse(other.last().headers().containsKey("X-Mine"));

        to(service.address() + "/again", 307);
        assertEquals("GET /v1/again", service.last().line());
        assertEquals("Bearer " + SECRET, service.last().headers().get("Authorization"));
    }

    /// D7, V15: hosts that an admin named do not become private ones because an owner lets the
    /// service be one later; an owner who puts the same terms stands behind them.
    @Test
    void hosts_of_an_admin_stay_outside_when_an_owner_lets_the_service_in() {
        String id = connect();
        var admin = admin();
        operator.ok(
                "PATCH",
                "/servers/" + id,
                "{'private_allowed':false,'address':'https://x.example/v1'}");
        String hosts = "{'hosts':['%s']}".formatted(other.authority());
        assertEquals(200, status(admin, "PUT", "/servers/" + id + "/terms", hosts));
        operator.ok(
                "PATCH",
                "/servers/" + id,
                "{'private_allowed':true,'address':'%s'}".formatted(service.address()));
        operator.approve(id);
        String there = "http://" + other.authority() + "/file";
        assertTrue(to(there, 302).result().path("isError").asBoolean());
        assertEquals(0, other.count());
        terms(id, hosts);
        assertFalse(to(there, 302).result().path("isError").asBoolean());
        assertEquals(1, other.count());
        assertEquals(200, status(admin, "PUT", "/servers/" + id + "/terms", hosts));
        assertFalse(to(there, 302).result().path("isError").asBoolean(), "the same hosts");
    }

    private Operator admin() {
        return new Operator(
                operator.world(),
                operator.workspace(),
                operator.world().member(operator.workspace(), Role.ADMIN));
    }

    private McpClient.Answer to(String url, int status) {
        return request(
                "{'method':'GET','path':'/to','query':{'url':'%s','status':%d},"
                                .formatted(url, status)
                        + "'headers':{'X-Mine':'1'}}");
    }

    /// D7: every hop is judged again.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://localhost:1/",
                "https://127.0.0.1/v1/a",
                "/admin",
                "/v1/../admin",
                "/v1/%2e%2e/admin",
                "http://user@127.0.0.1/v1/a",
                "file:///etc/passwd",
                "not a url",
            })
    void a_redirect_that_leads_away_is_refused(String url) {
        connect();
        refused(to(url, 302), "redirect");
        assertTrue(service.last().line().startsWith("GET /v1/to"));
    }

    /// D7: constraints hold behind a redirect, a loop ends, and what changes something is not sent
    /// twice.
    @Test
    void a_redirect_does_not_lead_past_the_constraints() {
        String id = connect();
        terms(id, "{'constraints':[{'name':'only-to','path':'path','op':'eq','value':'/to'}]}");
        refused(to(service.address() + "/secret", 302), "only-to");
        refused(to(service.address() + "/to?url=/v1/to", 302), "redirect");
        int before = service.count();
        refused(
                request("{'method':'POST','path':'/to','query':{'url':'/v1/to','status':307}}"),
                "redirect");
        assertEquals(before + 1, service.count());
    }

    /// D10: one call more, one more in the count.
    @Test
    void calls_of_a_connection_are_counted() {
        String id = connect();
        request("{'method':'GET','path':'/a'}");
        request("{'method':'GET','path':'/a'}");
        JsonNode usage = counted(id, 2);
        assertEquals("proxy_request", usage.at("/tools/0/name").asText());
        assertEquals(operator.owner(), usage.at("/subjects/0/name").asText());
        request("{'method':'GET','path':'/a'}");
        counted(id, 3);
        assertEquals(400, status(operator, "GET", "/servers/" + id + "/usage?from=x", ""));
    }

    /// D10: days that no database knows are wrong, and no fault of ours.
    @Test
    void calls_are_counted_on_days_that_there_are() {
        String usage = "/servers/" + connect() + "/usage";
        for (String query :
                List.of("to=-999999999-01-01", "from=%2B999999999-12-31", "from=1969-12-31")) {
            assertEquals(400, status(operator, "GET", usage + "?" + query, ""), query);
        }
        assertEquals(200, status(operator, "GET", usage + "?to=9999-12-31", ""));
    }

    /// Counts are written about once a second.
    private JsonNode counted(String id, int calls) {
        JsonNode usage = operator.ok("GET", "/servers/" + id + "/usage", "");
        for (int i = 0; i < 100 && usage.path("total").asInt() < calls; i++) {
            AuditTrail.pause();
            usage = operator.ok("GET", "/servers/" + id + "/usage", "");
        }
        assertEquals(calls, usage.path("total").asInt());
        return usage;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'constraints':[{'name':'a','path':'path','op':'matches','value':'('}]}",
                "{'constraints':[{'name':'a','path':'path','op':'like','value':'x'}]}",
                "{'constraints':[{'name':'A!','path':'path','op':'eq','value':'x'}]}",
                "{'intents':[{'intent':'github.nonsense'}]}",
                "{'intents':[{'intent':'github.deploy','parameters':{}}]}",
                "{'hosts':['https://x']}",
                "{'headers':{'Host':'x'}}",
                "{'mode':'open'}",
                "{'other':1}",
            })
    void terms_that_cannot_hold_are_refused(String body) {
        String id = connect();
        assertEquals(400, status(operator, "PUT", "/servers/" + id + "/terms", body));
        assertEquals(404, status(operator, "GET", "/servers/" + id + "/terms", ""));
    }

    @Test
    void nobody_but_an_owner_lets_a_credential_out_or_names_private_hosts() {
        String id = connect();
        var admin = admin();
        for (String body : List.of("{'mode':'direct'}", "{'hosts':['x.example']}")) {
            assertEquals(403, status(admin, "PUT", "/servers/" + id + "/terms", body));
            assertEquals(200, status(operator, "PUT", "/servers/" + id + "/terms", body));
        }
        var stranger = Operator.fresh();
        for (String path : List.of("/terms", "/usage")) {
            assertEquals(404, status(stranger, "GET", "/servers/" + id + path, ""));
        }
        assertEquals(404, status(stranger, "PUT", "/servers/" + id + "/terms", "{}"));
    }
}
