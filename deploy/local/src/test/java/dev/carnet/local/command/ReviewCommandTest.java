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

/// The commands for reports that wait, against an issuer that answers as it is told.
class ReviewCommandTest {

    private static final String REVIEW =
            "{\"id\":\"%s\",\"version\":3,\"agent_id\":\"agt_1\",\"made_at\":\"2026-01-02T03:04:05.678Z\",%s"
                    + "\"findings\":[{\"severity\":\"critical\",\"kind\":\"undeclared_service\","
                    + "\"detail\":\"ba\\u001b[2Jnk\"}]}";
    private static final Map<String, String> ANSWERS =
            Map.of(
                    "GET /reviews?limit=100&state=pending",
                    "{\"items\":[" + REVIEW.formatted("rev_1", "") + "],\"next_cursor\":\"c\"}",
                    "GET /reviews?limit=100&state=pending&cursor=c",
                    "{\"items\":[" + REVIEW.formatted("rev_2", "") + "]}",
                    "GET /reviews?limit=100",
                    "{\"items\":[" + REVIEW.formatted("rev_3", "\"decision\":\"block\",") + "]}",
                    "POST /reviews/rev_1/decision",
                    REVIEW.formatted("rev_1", "\"decision\":\"accept\","));

    @TempDir Path folder;
    private final StringWriter said = new StringWriter();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer issuer;

    @BeforeEach
    void open() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", this::answer);
        issuer.start();
        String api = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/api/v1";
        Files.writeString(
                folder.resolve("credentials.json"),
                "{\"issuer\":\"http://127.0.0.1:1\",\"client_id\":\"c\",\"resource\":\"%s\","
                                .formatted(api)
                        + "\"access_token\":\"t\",\"refresh_token\":\"r\",\"expires_at\":9999999999}");
    }

    @AfterEach
    void close() {
        issuer.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked =
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add((asked + " " + body).strip());
        String answer =
                ANSWERS.getOrDefault(asked, "{\"detail\":\"Somebody has decided already.\"}");
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(ANSWERS.containsKey(asked) ? 200 : 409, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... words) {
        var writer = new PrintWriter(said, true);
        var all =
                Stream.concat(
                        Stream.concat(Stream.of("review"), Stream.of(words)),
                        Stream.of("--home", folder.toString()));
        return Carnet.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute(all.toArray(String[]::new));
    }

    private int decide(String... words) {
        return run(
                Stream.of(List.of("decide"), List.of(words), List.of("--seen", "3"))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    @Test
    void lists_what_waits_page_by_page_with_what_was_found() {
        assertEquals(0, run("list"), said::toString);
        assertTrue(said.toString().contains("rev_1") && said.toString().contains("rev_2"));
        assertTrue(said.toString().contains("2026-01-02T03:04:05Z"), said::toString);
        assertTrue(said.toString().contains("critical: undeclared_service, ba"), said::toString);
        assertTrue(said.toString().contains("waits"), said::toString);
        assertFalse(said.toString().contains("\u001b"), "nothing moves the cursor");
    }

    @Test
    void lists_what_was_decided_too() {
        assertEquals(0, run("list", "--all"), said::toString);
        assertTrue(said.toString().contains("rev_3"), said::toString);
        assertTrue(said.toString().contains("block"), said::toString);
    }

    @Test
    void decides_once_and_says_what_the_issuer_refuses() {
        assertEquals(0, decide("rev_1", "accept", "--note", "fine"), said::toString);
        assertTrue(said.toString().contains("rev_1: accept"), said::toString);
        assertEquals(
                List.of(
                        "POST /reviews/rev_1/decision"
                                + " {\"version\":3,\"decision\":\"accept\",\"note\":\"fine\"}"),
                heard);
        assertEquals(1, decide("rev_9", "block"));
        assertTrue(said.toString().contains("Somebody has decided already."), said::toString);
        assertEquals(1, decide("../keys", "block"));
        assertEquals(2, decide("rev_1"));
        assertEquals(2, run("decide", "rev_1", "accept"), "nobody decides about what they saw not");
    }
}
