package dev.carnet.journeys.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import dev.carnet.local.command.Carnet;
import dev.carnet.testing.TestUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What the README says to type for passports, typed.
@Timeout(300)
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class ReadmePassportsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Running running;
    private final TestUpstream mail = TestUpstream.current();
    @TempDir private Path folder;
    private String credential = "";
    private String agent = "";

    ReadmePassportsTest(Running running) {
        this.running = running;
    }

    @BeforeEach
    void prepare() throws Exception {
        var gateway = new Gateway(running);
        var servers = gateway.api().get("/servers?limit=100").expect(200);
        if (!servers.findValuesAsText("slug").contains("mail")) {
            gateway.put("mail", mail.url());
        }
        credential = running.owner().authorize(running.api(), Gateway.EVERYTHING).access();
        agent = owner().post("/agents", watched()).expect(201).path("id").asText();
        Files.writeString(
                folder.resolve("credentials.json"),
                object().put("issuer", running.issuer().toString())
                        .put("client_id", "none")
                        .put("resource", running.api())
                        .put("access_token", credential)
                        .put("refresh_token", "none")
                        .put("expires_at", 9_999_999_999L)
                        .toString());
        Path carnet = folder.resolve("carnet");
        Files.writeString(
                carnet,
                "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Carnet.class.getName()));
        assertTrue(carnet.toFile().setExecutable(true));
    }

    @AfterEach
    void leave() {
        mail.close();
    }

    private static ObjectNode watched() {
        var agent = object().put("name", "reader");
        agent.putArray("scopes").add("carnet:read").add("carnet:write");
        return agent;
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private RestApi owner() {
        return new RestApi(running.issuer(), credential);
    }

    /// C1: the one request that issues a passport.
    @Test
    void the_curl_example_issues_a_passport() throws Exception {
        String command =
                readme(
                                "(?s)\n(curl -H \"Authorization: Bearer \\$KEY\"[^\n]*/api/v1/passports -d '.*?}'\n)")
                        .replace("http://127.0.0.1:8480", running.issuer().toString())
                        .replace("agt_…", agent);
        Process curl = bash(command.strip() + " -s");
        JsonNode issued = JSON.readTree(curl.getInputStream().readAllBytes());
        assertEquals(0, curl.waitFor());
        assertEquals("mail", issued.at("/mandate/services/0/name").asText(), issued.toString());
        assertTrue(active(issued.path("token").asText()));
    }

    /// C6: the loop renews until the passport is taken away, and ends then.
    @Test
    void the_loop_renews_until_the_passport_is_revoked() throws Exception {
        JsonNode first = owner().post("/passports", object().put("agent_id", agent)).expect(201);
        String loop = readme("\n(while sleep 600[^\n]*)").replace("sleep 600", "sleep 0.1");
        Process renewing = bash("TOKEN=" + first.path("token").asText() + "\n" + loop);
        try {
            String second = await("");
            String third = await(second);
            assertNotEquals(second, third);
            owner().post(
                            "/revocations",
                            object().put("type", "passport").put("id", first.path("jti").asText()))
                    .expect(200);
            assertTrue(renewing.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(1, renewing.exitValue());
        } finally {
            renewing.destroyForcibly();
        }
    }

    /// H2: an agent that is watched reports from a script, and goes on with what it gets.
    @Test
    void the_line_with_a_report_gives_the_next_passport() throws Exception {
        var asked = object().put("agent_id", agent).put("mode", "logged");
        asked.putObject("intent").put("summary", "Answer letters").putArray("services").add("mail");
        String token = owner().post("/passports", asked).expect(201).path("token").asText();
        Process reporting =
                bash(
                        "TOKEN="
                                + token
                                + "\n"
                                + readme("\n(TOKEN=[^\n]*passport checkpoint[^\n]*)")
                                + " && echo \"$TOKEN\"");
        String next =
                new String(reporting.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .strip();
        assertEquals(0, reporting.waitFor());
        assertNotEquals(token, next);
        assertTrue(active(next));
    }

    private boolean active(String token) throws Exception {
        return owner().post("/passports/verify", object().put("token", token))
                .expect(200)
                .path("active")
                .asBoolean();
    }

    private static String readme(String pattern) throws IOException {
        String text =
                Files.readString(Path.of(System.getProperty("carnet.root")).resolve("README.md"));
        var found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), pattern);
        return found.group(1);
    }

    /// Until the loop wrote another passport than that one.
    private String await(String other) throws Exception {
        Path file = folder.resolve("passport");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            String now = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!now.isEmpty() && !now.equals(other)) {
                return now;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("nothing was renewed");
    }

    private Process bash(String script) throws IOException {
        var builder = new ProcessBuilder("bash", "-c", script).directory(folder.toFile());
        builder.environment().putAll(Map.of("KEY", credential, "CARNET_HOME", folder.toString()));
        return builder.redirectError(folder.resolve("complained.txt").toFile()).start();
    }
}
