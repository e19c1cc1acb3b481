package dev.carnet.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands for servers, against a gateway that answers as it is told.
class ServerCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PETS =
            "{\"id\":\"srv_1\",\"slug\":\"pets\",\"state\":\"pending\",\"transport\":\"api\","
                    + "\"address\":\"https://pets.example/v1\",\"version\":3,"
                    + "\"authentication\":{\"kind\":\"workspace_key\",\"header\":\"X-Key\"}}";
    private static final String DEFINITIONS =
            "{\"items\":["
                    + "{\"id\":\"def_1\",\"kind\":\"tool\",\"name\":\"get_pet\",\"state\":\"new\","
                    + "\"hash\":\"h1\",\"suggested_class\":\"read\",\"flags\":[]},"
                    + "{\"id\":\"def_2\",\"kind\":\"tool\",\"name\":\"sly\",\"state\":\"new\","
                    + "\"hash\":\"h2\",\"suggested_class\":\"read\",\"flags\":[\"hidden_text\"]},"
                    + "{\"id\":\"def_3\",\"kind\":\"tool\",\"name\":\"old\",\"state\":\"approved\","
                    + "\"hash\":\"h3\",\"class\":\"read\",\"flags\":[]}]}";

    @TempDir Path folder;
    private final StringWriter said = new StringWriter();
    private final Map<String, String> answers = new HashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> versions = new CopyOnWriteArrayList<>();
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
        answers.put("GET /servers?slug=pets", "{\"items\":[" + PETS + "]}");
        answers.put("GET /servers?slug=none", "{\"items\":[]}");
        answers.put("POST /servers", PETS);
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
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-Match"))
                .ifPresent(versions::add);
        assertEquals("Bearer t", exchange.getRequestHeaders().getFirst("Authorization"));
        String answer = answers.getOrDefault(asked, "");
        byte[] bytes =
                (answer.isEmpty() ? "{\"detail\":\"There is no such id.\"}" : answer)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.isEmpty() ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... words) {
        var writer = new PrintWriter(said, true);
        var all =
                Stream.concat(
                        Stream.concat(Stream.of("server"), Stream.of(words)),
                        Stream.of("--home", folder.toString()));
        return Carnet.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute(all.toArray(String[]::new));
    }

    private JsonNode body(String asked) throws IOException {
        String found =
                heard.stream()
                        .filter(one -> one.startsWith(asked + " {"))
                        .findFirst()
                        .orElseThrow();
        return JSON.readTree(found.substring(asked.length()));
    }

    @Test
    void registers_what_is_found_at_a_url() throws Exception {
        answers.put(
                "POST /servers/discover",
                "{\"found\":true,\"transport\":\"http\",\"authentication\":{\"kind\":\"person_oauth\"}}");
        assertEquals(0, run("add", "https://mcp.example/mcp"), said::toString);
        JsonNode body = body("POST /servers");
        assertEquals("mcp.example", body.path("name").asText());
        assertEquals("http", body.path("transport").asText());
        assertEquals("person_oauth", body.path("authentication").path("kind").asText());
        assertTrue(said.toString().contains("./carnet server approve pets"), said::toString);
    }

    /// Of an address inside it is said what is needed, whether the gateway takes it or not.
    @Test
    void names_the_option_that_an_address_inside_needs() {
        answers.put("POST /servers/discover", "{\"found\":false}");
        String needed = "an owner has to add it with --private";
        for (String host :
                List.of("127.0.0.1:9", "localhost", "10.1.2.3", "[::1]:9", "[fd00::1]")) {
            said.getBuffer().setLength(0);
            assertEquals(0, run("add", "http://" + host + "/mcp"), said::toString);
            assertTrue(said.toString().contains(needed), said::toString);
        }
        answers.remove("POST /servers");
        said.getBuffer().setLength(0);
        assertEquals(1, run("add", "http://127.0.0.1/mcp"));
        assertTrue(said.toString().contains("There is no such id. 127.0.0.1 is"), said::toString);
        said.getBuffer().setLength(0);
        run("add", "http://127.0.0.1/mcp", "--private");
        run("add", "https://mcp.example/mcp");
        assertFalse(said.toString().contains("--private"), said::toString);
    }

    @Test
    void registers_a_service_with_its_key_and_description() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "sk-secret\n");
        Path openapi = Files.writeString(folder.resolve("api.yaml"), "openapi: 3.1.0");
        answers.put("PUT /servers/srv_1/description", "{}");
        assertEquals(
                0,
                run(
                        "add",
                        "https://pets.example/v1",
                        "--transport",
                        "api",
                        "--name",
                        "Pets",
                        "--key-file",
                        key.toString(),
                        "--header",
                        "X-Key",
                        "--description",
                        openapi.toString()),
                said::toString);
        JsonNode body = body("POST /servers");
        assertEquals("sk-secret", body.path("secret").asText());
        assertEquals("workspace_key", body.path("authentication").path("kind").asText());
        assertEquals("X-Key", body.path("authentication").path("header").asText());
        assertFalse(body.has("private_allowed"));
        assertEquals(
                "openapi: 3.1.0", body("PUT /servers/srv_1/description").path("document").asText());
        assertFalse(said.toString().contains("sk-secret"));
        assertFalse(heard.stream().anyMatch(one -> one.contains("/discover")));
    }

    @Test
    void registers_by_a_template() throws Exception {
        assertEquals(0, run("add", "--template", "jira", "--var", "site=acme"), said::toString);
        JsonNode body = body("POST /servers");
        assertEquals("jira", body.path("template").asText());
        assertEquals("acme", body.path("variables").path("site").asText());
        assertFalse(body.has("address"));
        assertEquals(1, run("add"));
        assertEquals(1, run("add", "https://x.example", "--template", "jira"));
        assertTrue(said.toString().contains("either a URL or --template"), said::toString);
    }

    @Test
    void lists_servers_and_templates() {
        answers.put("GET /servers?limit=100", "{\"items\":[" + PETS + "]}");
        answers.put(
                "GET /server-templates",
                "{\"items\":[{\"id\":\"github\",\"description\":\"Repos\\u001b[2J\",\"intents\":"
                        + "[{\"name\":\"github.deploy\",\"description\":\"Deploy.\"}]}]}");
        assertEquals(0, run("list"));
        assertEquals(0, run("templates"));
        assertTrue(said.toString().contains("https://pets.example/v1"), said::toString);
        assertTrue(said.toString().contains("github.deploy"), said::toString);
        assertFalse(said.toString().contains("\u001b"), "a server's text moves no cursor");
    }

    /// Nothing is approved that was not asked for, and what looks suspicious by its name only.
    @Test
    void approves_the_address_first_and_words_as_they_are_asked_for() throws Exception {
        answers.put("GET /servers/srv_1/diff", "{\"differences\":[]}");
        answers.put("POST /servers/srv_1/approve", PETS.replace("pending", "approved"));
        answers.put("POST /servers/srv_1/definitions/look", "{}");
        answers.put("GET /servers/srv_1/definitions?limit=100", DEFINITIONS);
        answers.put("POST /servers/srv_1/definitions/approve", "{}");
        assertEquals(0, run("approve", "pets"), said::toString);
        assertTrue(said.toString().contains("suspicious"), said::toString);
        assertTrue(said.toString().matches("(?s).*get_pet.* old .* sly .*"), said::toString);
        assertFalse(heard.stream().anyMatch(one -> one.contains("definitions/approve")));

        assertEquals(0, run("approve", "pets", "--all"), said::toString);
        JsonNode all = body("POST /servers/srv_1/definitions/approve").path("definitions");
        assertEquals(1, all.size());
        assertEquals("h1", all.path(0).path("hash").asText());
        assertEquals("read", all.path(0).path("class").asText());

        heard.clear();
        assertEquals(0, run("approve", "pets", "--tool", "sly=destructive"), said::toString);
        JsonNode named = body("POST /servers/srv_1/definitions/approve").path("definitions");
        assertEquals("h2", named.path(0).path("hash").asText());
        assertEquals("destructive", named.path(0).path("class").asText());

        assertEquals(1, run("approve", "pets", "--tool", "nothing=read"));
        assertTrue(said.toString().contains("not listed: nothing"), said::toString);
    }

    /// K15: whoever approves sees what, and approves that version and no other.
    @Test
    void shows_what_is_approved_and_names_its_version() {
        answers.put(
                "GET /servers/srv_1/diff",
                "{\"state\":\"pending\",\"differences\":[{\"member\":\"address\","
                        + "\"approved\":\"https://old.example/v1\","
                        + "\"now\":\"https://pets.example/v1\"}]}");
        answers.put("POST /servers/srv_1/approve", PETS.replace("pending", "approved"));
        answers.put("POST /servers/srv_1/definitions/look", "{}");
        answers.put("GET /servers/srv_1/definitions?limit=100", "{\"items\":[]}");
        assertEquals(0, run("approve", "pets"), said::toString);
        assertTrue(said.toString().contains("address: https://pets.example/v1"), said::toString);
        assertTrue(
                said.toString().contains("authentication: workspace_key, header \"X-Key\""),
                said::toString);
        assertTrue(said.toString().contains("was https://old.example/v1"), said::toString);
        assertEquals(List.of("\"3\""), versions);
    }

    @Test
    void tests_rejects_and_removes_a_server() throws Exception {
        answers.put("POST /servers/srv_1/test", "{\"outcome\":\"ok\",\"detail\":\"It answers.\"}");
        assertEquals(0, run("test", "pets"), said::toString);
        answers.put(
                "POST /servers/srv_1/test", "{\"outcome\":\"tls\",\"detail\":\"No certificate.\"}");
        assertEquals(1, run("test", "pets"));
        assertTrue(said.toString().contains("tls: No certificate."), said::toString);
        answers.put("POST /servers/srv_1/reject", PETS.replace("pending", "rejected"));
        assertEquals(0, run("reject", "pets", "nobody knows it"), said::toString);
        assertEquals("nobody knows it", body("POST /servers/srv_1/reject").path("reason").asText());
        assertTrue(said.toString().contains("pets is rejected"), said::toString);
        answers.put("DELETE /servers/srv_1", PETS);
        assertEquals(0, run("remove", "pets"), said::toString);
        assertTrue(said.toString().contains("pets is gone"), said::toString);
    }

    @Test
    void says_in_one_line_what_cannot_be_done() throws Exception {
        assertEquals(1, run("test", "none"));
        assertTrue(said.toString().contains("no server has the slug none"), said::toString);
        assertEquals(1, run("remove", "srv_2"));
        assertTrue(said.toString().contains("carnet: There is no such id."), said::toString);
        assertEquals(1, run("test", "../keys"));
        Files.delete(folder.resolve("credentials-gateway.json"));
        assertEquals(1, run("list"));
        assertFalse(said.toString().contains("SLUG"), said::toString);
        assertTrue(said.toString().contains("run ./carnet login --gateway first"), said::toString);
    }
}
