package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.client.ClientSecrets;
import dev.carnet.auth.journey.Patience;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.revocation.RevocationOutcome.Ended;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification.Known;
import dev.carnet.shared.caller.Identification.Refused;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Tokens that are issued while they are revoked: whatever came out, when the revocation is
/// answered, is refused.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RevocationRaceTest {

    private static final int ROUNDS = Rounds.COUNT;
    private static final int CALLERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject Revocations revocations;
    @Inject CallerCheck callers;
    @Inject ClientSecrets secrets;
    @Inject PictureHolder pictures;

    private final World world = World.current();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String workspace = world.workspace();
    private final String person = world.member(workspace, Role.MEMBER);

    @Test
    void no_token_of_a_client_survives_its_revocation() {
        int issued = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String client = confidentialClient();
            String form =
                    "grant_type=client_credentials&client_id=" + client + "&client_secret=secret";
            var answers = ask(form, round);
            end(RevocationType.CLIENT, client);
            for (JsonNode answer : all(answers)) {
                if (answer.has("access_token")) {
                    issued++;
                    assertRefused(answer.get("access_token").textValue(), round);
                }
            }
            assertEquals("invalid_client", patiently(() -> post(form)).path("error").textValue());
        }
        assertTrue(issued > 0, "no round issued a token: nothing was raced");
    }

    @Test
    void no_token_of_a_member_survives_their_revocation_and_no_refresh_token_either() {
        String client = world.client();
        int issued = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String grant = world.grant(workspace, person, client);
            String refresh = refreshToken(grant, client);
            var answers = ask(refreshForm(refresh, client), round);
            end(RevocationType.MEMBER, person);
            for (JsonNode answer : all(answers)) {
                if (answer.has("access_token")) {
                    issued++;
                    assertRefused(answer.get("access_token").textValue(), round);
                    String successor = answer.get("refresh_token").textValue();
                    assertFalse(
                            post(refreshForm(successor, client)).join().has("access_token"),
                            "round " + round);
                }
            }
        }
        assertTrue(issued > 0, "no round issued a token: nothing was raced");
        assertInstanceOf(
                Known.class,
                identify(world.token(world.claims(workspace, person))),
                "they stay a member");
    }

    @Test
    void no_key_that_a_member_makes_survives_their_revocation() {
        String client = world.client();
        int made = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String token =
                    world.token(
                            world.claims(workspace, person)
                                    .audience(world.issuer() + "/api/v1")
                                    .client(client)
                                    .grant(world.grant(workspace, person, client))
                                    .seq(seq()));
            var answers = List.of(makeKey(token), makeKey(token));
            pause(round, answers);
            end(RevocationType.MEMBER, person);
            for (JsonNode answer : all(answers)) {
                if (answer.has("key")) {
                    made++;
                    assertRefused(answer.get("key").textValue(), round);
                }
            }
            assertEquals(401, patiently(() -> makeKey(token)).path("status").intValue());
        }
        assertTrue(made > 0, "no round made a key: nothing was raced");
    }

    private CompletableFuture<JsonNode> makeKey(String token) {
        var request =
                HttpRequest.newBuilder(URI.create(world.issuer() + "/api/v1/keys"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"name":"race","kind":"personal","access":"read","expires":"30d"}
                                        """))
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> json(answer.body()));
    }

    private long seq() {
        world.settle();
        return assertInstanceOf(Fresh.class, pictures.current()).picture().seq();
    }

    private List<CompletableFuture<JsonNode>> ask(String form, int round) {
        var answers = new ArrayList<CompletableFuture<JsonNode>>();
        for (int i = 0; i < CALLERS; i++) {
            answers.add(post(form));
        }
        pause(round, answers);
        return answers;
    }

    /// From both at once to the revocation after the first answer.
    private static void pause(int round, List<CompletableFuture<JsonNode>> answers) {
        pause(round % 20);
        if (round % 10 == 9) {
            CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Again, while a busy machine says that it cannot decide now.
    private static JsonNode patiently(Supplier<CompletableFuture<JsonNode>> request) {
        return Patience.ask(
                () -> request.get().join(),
                answer ->
                        answer.path("status").intValue() == 503
                                || "temporarily_unavailable"
                                        .equals(answer.path("error").textValue()));
    }

    private static List<JsonNode> all(List<CompletableFuture<JsonNode>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<JsonNode> post(String form) {
        var request =
                HttpRequest.newBuilder(URI.create(world.issuer() + "/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> json(answer.body()));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void end(RevocationType type, String id) {
        var order =
                new RevocationOrder(
                        workspace,
                        type,
                        id,
                        "race",
                        Event.of(workspace, "revocation", Instant.now()));
        assertInstanceOf(Ended.class, revocations.revoke(order).await().atMost(PATIENCE));
    }

    private Object identify(String token) {
        return Patience.ask(
                () ->
                        callers.identify(
                                Optional.of("Bearer " + token), Optional.empty(), world.mcpUrl()),
                found -> !(found instanceof Known || found instanceof Refused));
    }

    private void assertRefused(String token, int round) {
        assertInstanceOf(Refused.class, identify(token), "round " + round);
    }

    private String confidentialClient() {
        String client = world.client();
        byte[] mac = java.util.Base64.getDecoder().decode(secrets.mac(client, "secret"));
        world.write(
                """
                UPDATE auth.client SET workspace_id = ?, token_endpoint_auth_method = 'client_secret_post',
                  grant_types = '{client_credentials}', resources = ARRAY[?], secret_hash = ?
                WHERE client_id = ?
                """,
                workspace,
                world.mcpUrl(),
                mac,
                client);
        return client;
    }

    private String refreshToken(String grant, String client) {
        String token = OpaqueToken.fresh("carnet_rt_");
        world.write(
                """
                INSERT INTO auth.refresh (hash, workspace_id, grant_id, client_id, person_id, scope,
                  resource, issued_at, expires_at)
                VALUES (?, ?, ?, ?, ?, 'carnet:read', ?, clock_timestamp(),
                  clock_timestamp() + interval '1 day')
                """,
                OpaqueToken.hash(token).getBytes(),
                workspace,
                grant,
                client,
                person,
                world.mcpUrl());
        return token;
    }

    private static String refreshForm(String token, String client) {
        return "grant_type=refresh_token&client_id=" + client + "&refresh_token=" + token;
    }
}
