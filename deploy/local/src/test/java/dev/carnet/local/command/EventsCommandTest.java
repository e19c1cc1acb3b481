package dev.carnet.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands for security events, against a gateway that answers as it is told.
class EventsCommandTest {

    private static final String EVENT =
            "{\"id\":\"sev_1\",\"severity\":\"critical\",\"kind\":\"scope_drift\",\"resolved\":%s,"
                    + "\"created_at\":\"2026-01-02T03:04:05.678Z\",\"message\":\"It\\u001b[2J drifts\"}";
    private static final Map<String, String> ANSWERS =
            Map.of(
                    "GET /security-events?limit=100&resolved=false&severity=critical",
                    "{\"items\":[" + EVENT.formatted("false") + "],\"next_cursor\":\"c\"}",
                    "GET /security-events?limit=100&resolved=false&severity=critical&cursor=c",
                    "{\"items\":[" + EVENT.formatted("false").replace("sev_1", "sev_2") + "]}",
                    "GET /security-events?limit=100&kind=scope_drift&agent_id=agt_1",
                    "{\"items\":[" + EVENT.formatted("true") + "]}",
                    "GET /security-events/sev_1",
                    EVENT.formatted("false"),
                    "POST /security-events/sev_1/resolve",
                    EVENT.formatted("true"));

    @TempDir Path folder;
    private final StringWriter said = new StringWriter();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::answer);
        gateway.start();
        String api = "http://127.0.0.1:" + gateway.getAddress().getPort() + "/api/v1";
        Files.writeString(
                folder.resolve("credentials-gateway.json"),
                "{\"issuer\":\"http://127.0.0.1:1\",\"client_id\":\"c\",\"resource\":\"%s\","
                                .formatted(api)
                        + "\"access_token\":\"t\",\"refresh_token\":\"r\",\"expires_at\":9999999999}");
    }

    @AfterEach
    void close() {
        gateway.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked =
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add((asked + " " + body).strip());
        String answer = ANSWERS.getOrDefault(asked, "{\"detail\":\"There is no such event.\"}");
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(ANSWERS.containsKey(asked) ? 200 : 404, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... words) {
        var writer = new PrintWriter(said, true);
        var all =
                Stream.concat(
                        Stream.concat(Stream.of("events"), Stream.of(words)),
                        Stream.of("--home", folder.toString()));
        return Carnet.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute(all.toArray(String[]::new));
    }

    @Test
    void lists_what_nobody_resolved_page_by_page() {
        assertEquals(0, run("list", "--severity", "critical"), said::toString);
        assertTrue(said.toString().contains("sev_1") && said.toString().contains("sev_2"));
        assertTrue(said.toString().contains("2026-01-02T03:04:05Z"), said::toString);
        assertFalse(said.toString().contains("\u001b"), "nothing moves the cursor");
    }

    @Test
    void lists_everything_of_a_kind_and_an_agent() {
        assertEquals(0, run("list", "--all", "--kind", "scope_drift", "--agent", "agt_1"));
        assertTrue(said.toString().contains("(done)"), said::toString);
        assertEquals(1, run("list", "--kind", "x&y"));
        assertTrue(said.toString().contains("not a possible kind"), said::toString);
    }

    @Test
    void shows_and_resolves_one() {
        assertEquals(0, run("show", "sev_1"), said::toString);
        assertTrue(said.toString().contains("scope_drift"));
        assertEquals(0, run("resolve", "sev_1", "--remark", "seen"), said::toString);
        assertTrue(heard.contains("POST /security-events/sev_1/resolve {\"remark\":\"seen\"}"));
        assertEquals(1, run("resolve", "sev_9"));
        assertTrue(said.toString().contains("There is no such event."), said::toString);
        assertEquals(1, run("show", "../keys"));
    }
}
