package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Of two who end the same things at once one waits for the other, and never each for the other:
/// both are answered. The rows are held until both have come as far as they can.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class LockOrderTest {

    private static final long PAUSE_NANOS = 20_000_000;
    private static final int LOOKS = 500;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Trees trees = new Trees();
    private final String server = trees.server();

    @Test
    void an_agent_and_its_passport() throws Exception {
        String jti = trees.jti(trees.issue(Map.of("agent_id", trees.agent)));
        together(
                "SELECT FROM auth.passport WHERE jti = ? FOR UPDATE",
                jti,
                Map.of("type", "agent", "id", trees.agent),
                Map.of("type", "passport", "id", jti));
    }

    @Test
    void a_connection_and_its_person() throws Exception {
        String connection = trees.connection(trees.member, server);
        named();
        together(
                "SELECT FROM gateway.connection WHERE connection_id = ? FOR UPDATE",
                connection,
                Map.of("type", "connection", "id", connection),
                Map.of("type", "member", "id", trees.member));
    }

    @Test
    void a_server_and_a_person() throws Exception {
        String connection = trees.connection(trees.member, server);
        named();
        together(
                "SELECT FROM gateway.connection WHERE connection_id = ? FOR UPDATE",
                connection,
                Map.of("type", "member", "id", trees.member),
                Map.of("type", "server", "id", server));
    }

    @Test
    void a_connection_and_a_passport() throws Exception {
        String connection = trees.connection(trees.member, server);
        String jti = named();
        together(
                "SELECT FROM auth.passport WHERE jti = ? FOR UPDATE",
                jti,
                Map.of("type", "connection", "id", connection),
                Map.of("type", "passport", "id", jti));
    }

    /// A passport that names the server.
    private String named() {
        return trees.jti(
                trees.issue(
                        Map.of(
                                "agent_id",
                                trees.agent,
                                "services",
                                List.of(Trees.service(server)))));
    }

    private void together(String hold, String id, Map<String, ?> one, Map<String, ?> other)
            throws Exception {
        try (Connection holder = trees.house.world().owner().getConnection()) {
            holder.setAutoCommit(false);
            try (var statement = holder.prepareStatement(hold)) {
                statement.setString(1, id);
                statement.execute();
            }
            var first = revoked(one);
            awaitWaiting(1, first);
            var second = revoked(other);
            awaitWaiting(2, second);
            holder.commit();
            assertEquals(200, first.get(20, TimeUnit.SECONDS));
            assertEquals(200, second.get(20, TimeUnit.SECONDS));
        }
    }

    private CompletableFuture<Integer> revoked(Map<String, ?> order) {
        World world = trees.house.world();
        String token =
                world.token(
                        world.claims(trees.house.workspace(), trees.house.ownerId())
                                .audience(world.issuer() + House.API));
        var request =
                HttpRequest.newBuilder(URI.create(world.issuer() + House.API + "/revocations"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        new JsonObject(Map.copyOf(order)).encode()))
                        .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::statusCode);
    }

    private void awaitWaiting(long count, CompletableFuture<Integer> one) {
        for (int i = 0; i < LOOKS && waiting() < count; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertTrue(waiting() >= count, () -> "nobody waits: " + one);
    }

    private long waiting() {
        return (Long)
                trees.house
                        .world()
                        .read(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE datname = current_database() AND wait_event_type = 'Lock'
                                """);
    }
}
