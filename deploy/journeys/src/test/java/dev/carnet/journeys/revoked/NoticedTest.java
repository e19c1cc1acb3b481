package dev.carnet.journeys.revoked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.revoked.Passports.Passport;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of an agent that does something critical, with real processes and nobody's help: a
/// detector of mcp-server notices, auth-server takes away, both replicas refuse, people are told.
@Tag("long")
@Timeout(400)
class NoticedTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final HttpServer program =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final GreenMail mails =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    NoticedTest() throws IOException {}

    /// Something that arrived at the program that wants to be told.
    private record Got(String timestamp, String signature, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    @AfterEach
    void stop() {
        program.stop(0);
        mails.stop();
    }

    /// G4, G2, E2, J6: one credential in three networks is critical. It ends by itself with what
    /// was delegated from it, at both replicas, also the stream that is open; the event names what
    /// caused it, the log why it ended, and a program and a mailbox are told.
    @Test
    void what_a_detector_notices_ends_the_passport_everywhere(@TempDir Path folder)
            throws Exception {
        program.createContext("/", this::take);
        program.start();
        mails.start();
        var plan =
                Plan.onFreePorts(folder.resolve("home"), 2)
                        .with("CARNET_OWNER_EMAIL", WholeCarnet.OWNER)
                        .with("CARNET_OWNER_PASSWORD", WholeCarnet.password())
                        .with("CARNET_DEVELOPMENT_DOCUMENTS", "true")
                        .with("CARNET_SMTP_HOST", "127.0.0.1")
                        .with("CARNET_SMTP_PORT", Integer.toString(mails.getSmtp().getPort()))
                        .with("CARNET_SMTP_FROM", "carnet@example.test")
                        .with("CARNET_SMTP_START_TLS", "DISABLED");
        try (var running = new Running(folder.resolve("home"), RunningCarnet.start(plan))) {
            journey(running);
        }
    }

    private void journey(Running running) throws Exception {
        var rest = new Gateway(running).api();
        String secret = destinations(rest);
        var passports = Passports.of(running);
        Passport root = enforced(passports);
        Passport child = delegated(passports, root);
        String first = running.replicas().getFirst();
        String second = running.replicas().get(1);
        for (String replica : running.replicas()) {
            assertEquals(200, await(() -> discover(replica, root), 200));
            assertEquals(200, await(() -> discover(replica, child), 200));
        }
        try (var http = from("127.0.0.1");
                Stream<String> listening = listen(http, second, root)) {
            var lines = listening.iterator();
            assertTrue(lines.hasNext(), "the stream has begun");
            assertEquals(200, call("127.0.1.1", first, root));
            assertEquals(200, call("127.0.2.1", first, root));
            assertEquals(401, call("127.0.3.1", first, root), "this one gave it away");
            lines.forEachRemaining(_ -> {});
        }
        for (String replica : running.replicas()) {
            assertEquals(401, await(() -> discover(replica, root), 401));
            assertEquals(401, await(() -> discover(replica, child), 401));
        }
        JsonNode event = event(rest);
        assertEquals("revoked", event.path("action").asText());
        assertEquals(root.jti(), event.path("passport_id").asText());
        ended(rest, event);
        told(event, secret);
    }

    /// What the log says of the end.
    private static void ended(RestApi rest, JsonNode event) throws Exception {
        JsonNode cause = event.path("entries").path(0);
        assertTrue(cause.path("seq").asLong() > 0, event::toString);
        assertEquals(
                cause.path("seq").asLong(),
                entry(rest, "tool.call.begin", cause.path("eid").asText()).path("seq").asLong());
        JsonNode taken = events(rest, "agent.block").path(0).path("event");
        assertEquals("impossible_parallelism", taken.path("why").asText());
        JsonNode stream = events(rest, "stream.end").path(0).path("event");
        assertEquals("revoked", stream.path("why").asText(), stream::toString);
        assertTrue(stream.path("rev").asText().startsWith("agent_revoked/"), stream::toString);
    }

    private void told(JsonNode event, String secret) throws Exception {
        String id = event.path("id").asText();
        assertEquals(true, await(() -> got.stream().anyMatch(one -> about(one, id)), true));
        Got one = got.stream().filter(each -> about(each, id)).findFirst().orElseThrow();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] text = (one.timestamp() + "." + one.body()).getBytes(StandardCharsets.UTF_8);
        assertEquals("v1=" + HexFormat.of().formatHex(mac.doFinal(text)), one.signature());
        assertEquals(true, await(() -> mailed(id), true));
    }

    private static boolean about(Got one, String event) {
        return one.json().path("event").path("id").asText().equals(event);
    }

    private boolean mailed(String event) throws Exception {
        for (var mail : mails.getReceivedMessages()) {
            if (mail.getAllRecipients()[0].toString().equals(WholeCarnet.OWNER)
                    && mail.getContent().toString().contains(event)) {
                return true;
            }
        }
        return false;
    }

    /// A program and the owner's own address want to know; answers the program's secret.
    private String destinations(RestApi rest) throws Exception {
        String at = "/notifications/destinations";
        String url = "http://127.0.0.1:" + program.getAddress().getPort() + "/hook";
        JsonNode hook = rest.post(at, object().put("url", url)).expect(201);
        rest.post(at + "/" + hook.path("id").asText() + "/verify", object()).expect(200);
        var wanted = object().put("address", WholeCarnet.OWNER);
        assertEquals(true, await(() -> rest.post(at, wanted).status() == 201, true));
        var rule = object().put("name", "whatever is critical").put("severity", "critical");
        var to = rule.putArray("destinations");
        rest.get(at).expect(200).path("items").forEach(one -> to.add(one.path("id").asText()));
        rest.post("/notifications/rules", rule).expect(201);
        return hook.path("secret").asText();
    }

    private static Passport enforced(Passports passports) throws Exception {
        var asked = object().put("agent_id", passports.agent()).put("mode", "enforced");
        asked.putObject("intent").put("summary", "sum up");
        return passport(patient(passports, "/passports", asked));
    }

    private static Passport delegated(Passports passports, Passport root) throws Exception {
        var asked = object().put("token", root.token());
        asked.putObject("passport")
                .put("agent_id", passports.agent())
                .putObject("intent")
                .put("summary", "help");
        return passport(patient(passports, "/passports/delegate", asked));
    }

    /// Once more while the service asks for it, as one that has just begun on a busy machine does.
    private static JsonNode patient(Passports passports, String path, ObjectNode body)
            throws Exception {
        var answer = passports.rest().post(path, body);
        for (int i = 0; i < 20 && answer.status() == 503; i++) {
            Thread.sleep(250);
            answer = passports.rest().post(path, body);
        }
        return answer.expect(201);
    }

    private static Passport passport(JsonNode made) {
        return new Passport(made.path("jti").asText(), made.path("token").asText());
    }

    private static JsonNode event(RestApi rest) throws Exception {
        String at = "/security-events";
        String query = at + "?kind=impossible_parallelism";
        await(
                () -> rest.get(query).expect(200).path("items").path(0).path("action").asText(),
                "revoked");
        String id = rest.get(query).expect(200).path("items").path(0).path("id").asText();
        return rest.get(at + "/" + id).expect(200);
    }

    private static JsonNode events(RestApi rest, String act) throws Exception {
        await(() -> rest.get("/audit?act=" + act).expect(200).path("items").size() > 0, true);
        return rest.get("/audit?act=" + act).expect(200).path("items");
    }

    private static JsonNode entry(RestApi rest, String act, String eid) throws Exception {
        for (JsonNode one : events(rest, act)) {
            if (one.path("event").path("eid").asText().equals(eid)) {
                return one;
            }
        }
        throw new AssertionError("no entry " + eid);
    }

    private static int call(String address, String replica, Passport passport) throws Exception {
        try (var http = from(address)) {
            var request =
                    request(replica, passport, "tools/call")
                            .header("Mcp-Name", "whoami")
                            .POST(body("tools/call", "\"name\":\"whoami\",\"arguments\":{},"));
            return send(http, request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static int discover(String replica, Passport passport) throws Exception {
        try (var http = from("127.0.0.1")) {
            var request =
                    request(replica, passport, "server/discover").POST(body("server/discover", ""));
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    private static Stream<String> listen(HttpClient http, String replica, Passport passport)
            throws Exception {
        var request =
                request(replica, passport, "subscriptions/listen")
                        .POST(body("subscriptions/listen", "\"notifications\":{},"));
        return send(http, request, BodyHandlers.ofLines()).body();
    }

    /// 503 means that nobody could decide at that moment, and to try again.
    private static <T> HttpResponse<T> send(
            HttpClient http, HttpRequest.Builder request, BodyHandler<T> handler) throws Exception {
        var answer = http.send(request.build(), handler);
        for (int i = 0; i < 20 && answer.statusCode() == 503; i++) {
            Thread.sleep(250);
            answer = http.send(request.build(), handler);
        }
        return answer;
    }

    private static HttpRequest.Builder request(String replica, Passport passport, String method) {
        return HttpRequest.newBuilder(URI.create(replica))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + passport.token())
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    private static HttpRequest.BodyPublisher body(String method, String parameters) {
        return BodyPublishers.ofString(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s%s}}"
                        .formatted(method, parameters, META));
    }

    /// A client that comes from that address of this machine.
    private static HttpClient from(String address) throws IOException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName(address))
                .build();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        var one =
                new Got(
                        headers.getFirst("Carnet-Timestamp"),
                        headers.getFirst("Carnet-Signature"),
                        body);
        got.add(one);
        byte[] answer = one.json().path("challenge").asText().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static <T> T await(Callable<T> asking, T wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        T last = asking.call();
        while (!last.equals(wanted) && System.nanoTime() < end) {
            Thread.sleep(50);
            last = asking.call();
        }
        assertEquals(wanted, last);
        return last;
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
