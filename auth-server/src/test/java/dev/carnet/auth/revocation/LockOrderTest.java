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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// A passport is about to be kept when somebody disconnects its person, or everybody, from a
    /// server that it names, or takes the key away that it is issued with: it is found.
    @ParameterizedTest
    @ValueSource(strings = {"server", "connection", "key"})
    void what_a_passport_hangs_on_and_one_that_is_being_issued(String type) throws Exception {
        World world = trees.house.world();
        var key = world.key(trees.house.workspace(), trees.house.ownerId(), true, true);
        String id =
                switch (type) {
                    case "server" -> server;
                    case "connection" -> trees.connection(trees.member, server);
                    default -> key.id();
                };
        String slow = "slow_" + trees.house.workspace().substring(3);
        world.write(
                """
                CREATE FUNCTION auth.%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_advisory_xact_lock(hashtext('%1$s')); RETURN NEW; END $$;
                CREATE TRIGGER %1$s BEFORE INSERT ON auth.passport FOR EACH ROW
                WHEN (NEW.workspace_id = '%2$s') EXECUTE FUNCTION auth.%1$s()
                """
                        .formatted(slow, trees.house.workspace()));
        try (Connection holder = world.owner().getConnection()) {
            holder.setAutoCommit(false);
            try (var statement =
                    holder.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))")) {
                statement.setString(1, slow);
                statement.execute();
            }
            var issued =
                    posted(
                            key.text(),
                            "/passports",
                            Map.of(
                                    "agent_id",
                                    trees.agent,
                                    "services",
                                    List.of(Trees.service(server))));
            awaitWaiting(1, issued);
            var ended = posted("/revocations", Map.of("type", type, "id", id));
            awaitWaiting(2, ended);
            holder.commit();
            var passport = issued.get(20, TimeUnit.SECONDS);
            assertEquals(201, passport.statusCode(), passport.body());
            assertEquals(200, ended.get(20, TimeUnit.SECONDS).statusCode());
            String token = new JsonObject(passport.body()).getString("token");
            assertEquals(Optional.of("revoked"), trees.reason(token));
        } finally {
            world.write("DROP FUNCTION auth.%s() CASCADE".formatted(slow));
        }
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
            var first = posted("/revocations", one);
            awaitWaiting(1, first);
            var second = posted("/revocations", other);
            awaitWaiting(2, second);
            holder.commit();
            assertEquals(200, first.get(20, TimeUnit.SECONDS).statusCode());
            assertEquals(200, second.get(20, TimeUnit.SECONDS).statusCode());
        }
    }

    private CompletableFuture<HttpResponse<String>> posted(String path, Map<String, ?> body) {
        return posted(trees.house.ownerToken(), path, body);
    }

    private CompletableFuture<HttpResponse<String>> posted(
            String token, String path, Map<String, ?> body) {
        World world = trees.house.world();
        var request =
                HttpRequest.newBuilder(URI.create(world.issuer() + House.API + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        new JsonObject(Map.copyOf(body)).encode()))
                        .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private void awaitWaiting(long count, CompletableFuture<?> one) {
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
