package dev.carnet.journeys.revoked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.guard.GuardSettings;
import dev.carnet.journeys.revoked.Passports.Passport;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
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
        Passport first = passports.issueFor(WholeCarnet.ORDERS);
        Passport second = passports.issueFor(WholeCarnet.ORDERS);
        try (ExampleServer server = ExampleServer.start(settings(passports)).awaitOpen()) {
            assertEquals(passports.agent(), await(server, first, 200).body());
            assertEquals(200, ask(server, second).statusCode());

            assertEquals(200, passports.revoke(first).status());
            var refused = await(server, first, 401);
            assertTrue(
                    refused.headers()
                            .firstValue("WWW-Authenticate")
                            .orElseThrow()
                            .startsWith("Bearer error=\"invalid_token\""));
            assertTrue(
                    refused.headers()
                            .firstValue("WWW-Authenticate")
                            .orElseThrow()
                            .contains("was revoked"));
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
            Passport third = passports.issueFor(WholeCarnet.ORDERS);
            assertEquals(200, passports.revoke(third).status());
            await(server, third, 401);
            demandRefusals(server, second);
        }
    }

    /// E4, A6: what is for that server counts nowhere at Carnet, whoever was shown it; and what is
    /// for the gateway does not count there.
    @Test
    void a_passport_counts_at_the_resource_it_is_for_and_nowhere_else() throws Exception {
        var passports = Passports.of(running);
        Passport orders = passports.issueFor(WholeCarnet.ORDERS);
        Passport gateway = passports.issue();
        try (ExampleServer server = ExampleServer.start(settings(passports)).awaitOpen()) {
            assertEquals(passports.agent(), await(server, orders, 200).body());
            var refused = ask(server, gateway);
            assertEquals(401, refused.statusCode(), refused.body());
            String challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();
            assertTrue(challenge.startsWith("Bearer error=\"invalid_token\""), challenge);
            for (String replica : running.replicas()) {
                assertEquals(200, new Mcp(replica, gateway.token()).call("whoami").status());
                assertEquals(401, new Mcp(replica, orders.token()).call("whoami").status());
                assertEquals(401, status(replica.replace("/mcp", "/api/v1/servers"), orders));
            }
            assertEquals(401, status(running.api() + "/agents", orders));
            assertEquals(200, ask(server, orders).statusCode());

            assertEquals(200, passports.revoke(orders).status());
            await(server, orders, 401);
        }
    }

    private int status(String url, Passport passport) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + passport.token())
                        .build())
                .statusCode();
    }

    /// E4: what the guard cannot judge it says so, and settings that would let the revoked in for
    /// long keep the application from starting.
    @Test
    void a_guarded_application_does_not_start_with_a_guard_that_would_hear_of_nothing()
            throws Exception {
        var passports = Passports.of(running);
        var settings = settings(passports);
        assertThrows(IllegalArgumentException.class, () -> stale(settings, Duration.ofMinutes(10)));
        try (ExampleServer server = ExampleServer.start(settings, "-Dcarnet.guard.stale=10M")) {
            assertEquals(1, server.exit());
            assertTrue(server.said().contains("between 2 and 30 seconds"), server.said());
        }
    }

    private static GuardSettings stale(GuardSettings from, Duration stale) {
        return new GuardSettings(
                from.issuer(), from.audience(), from.workspace(), from.credential(), stale);
    }

    /// Nothing, a key, a token that is bound to one, and a token with a flipped byte.
    private void demandRefusals(ExampleServer server, Passport good) throws Exception {
        String flipped =
                good.token().substring(0, good.token().length() - 4)
                        + (good.token().endsWith("AAAA") ? "BBBB" : "AAAA");
        var expected =
                Map.of(
                        "",
                        "Bearer",
                        "Bearer carnet_abc",
                        "API keys are not taken here",
                        "DPoP " + good.token(),
                        "bound to a key are not taken here",
                        "Bearer " + flipped,
                        "is not valid");
        for (var each : expected.entrySet()) {
            var request = HttpRequest.newBuilder(server.address());
            if (!each.getKey().isEmpty()) {
                request.header("Authorization", each.getKey());
            }
            var answer = send(request.build());
            assertEquals(401, answer.statusCode(), each.getKey());
            String challenge = answer.headers().firstValue("WWW-Authenticate").orElseThrow();
            assertTrue(challenge.contains(each.getValue()), challenge);
        }
    }

    private GuardSettings settings(Passports passports) throws IOException, InterruptedException {
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
        return new GuardSettings(
                running.issuer(),
                WholeCarnet.ORDERS,
                workspace,
                key.path("key").asText(),
                GuardSettings.USUAL);
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
