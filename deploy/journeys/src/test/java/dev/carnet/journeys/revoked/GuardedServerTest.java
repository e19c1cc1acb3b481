package dev.carnet.journeys.revoked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.guard.Guard;
import dev.carnet.guard.GuardSettings;
import dev.carnet.journeys.revoked.Passports.Passport;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

@Tag("long")
@Timeout(240)
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class GuardedServerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Running running;
    private final HttpClient http = HttpClient.newHttpClient();

    GuardedServerTest(Running running) {
        this.running = running;
    }

    /// E4: another resource server lets in who counts, refuses who was revoked, says 503 while it
    /// cannot know, and goes on when it can.
    @Test
    void another_resource_server_hears_of_revocations_and_refuses_when_it_hears_nothing()
            throws Exception {
        var passports = Passports.of(running);
        Passport first = passports.issue();
        Passport second = passports.issue();
        try (ExampleServer server = new ExampleServer(guard(passports))) {
            assertEquals(passports.agent(), await(server, first, 200).body());
            assertEquals(200, ask(server, second).statusCode());

            assertEquals(200, passports.revoke(first).status());
            var refused = await(server, first, 401);
            assertTrue(
                    refused.headers()
                            .firstValue("WWW-Authenticate")
                            .orElseThrow()
                            .startsWith("Bearer error=\"invalid_token\""));
            assertEquals("passport_revoked", refused.body());
            assertEquals(200, ask(server, second).statusCode());

            running.carnet().kill("auth-server");
            try {
                assertEquals(
                        "1",
                        await(server, second, 503)
                                .headers()
                                .firstValue("Retry-After")
                                .orElseThrow());
            } finally {
                running.carnet().start("auth-server");
            }
            await(server, second, 200);
            assertEquals(401, ask(server, first).statusCode());
            assertEquals(401, send(HttpRequest.newBuilder(server.address()).build()).statusCode());
        }
    }

    private Guard guard(Passports passports) throws IOException, InterruptedException {
        JsonNode key =
                passports
                        .rest()
                        .post(
                                "/keys",
                                Passports.object()
                                        .put("name", "feed")
                                        .put("kind", "workspace")
                                        .put("access", "read"))
                        .expect(201);
        String workspace = passports.rest().get("/me").expect(200).path("workspace").asText();
        return Guard.start(
                new GuardSettings(
                        running.issuer(),
                        running.mcp(),
                        workspace,
                        key.path("key").asText(),
                        GuardSettings.USUAL),
                Clock.systemUTC());
    }

    private HttpResponse<String> await(ExampleServer server, Passport passport, int wanted)
            throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var answer = ask(server, passport);
        while (answer.statusCode() != wanted && System.nanoTime() < end) {
            Thread.sleep(50);
            answer = ask(server, passport);
        }
        assertEquals(wanted, answer.statusCode(), answer.body());
        return answer;
    }

    private HttpResponse<String> ask(ExampleServer server, Passport passport)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(server.address())
                        .header("Authorization", "Bearer " + passport.token())
                        .build());
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }
}
