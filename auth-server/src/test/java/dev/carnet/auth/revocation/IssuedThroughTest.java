package dev.carnet.auth.revocation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody issued with a credential ends with the credential.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class IssuedThroughTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject Endings endings;

    private final Trees trees = new Trees();
    private final House house = trees.house;
    private final World world = house.world();
    private final String client = world.client();
    private final String grant = world.grant(house.workspace(), trees.member, client);
    private final String jti = Ids.fresh("tok");
    private final ApiKeyText key = world.key(house.workspace(), trees.member, true, true);

    private String credential(String type) {
        return type.equals("key")
                ? key.text()
                : world.token(
                        world.claims(house.workspace(), trees.member)
                                .audience(world.issuer() + House.API)
                                .client(client)
                                .grant(grant)
                                .jti(jti));
    }

    private String id(String type) {
        return switch (type) {
            case "key" -> key.id();
            case "grant" -> grant;
            default -> client;
        };
    }

    private String issue(String credential) {
        return House.bearer(credential)
                .body(Map.of("agent_id", trees.agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    /// E2, E5: a key that leaked leaves no passports behind, nor what was delegated from them; nor
    /// does a grant or a client. What was issued with something else lives.
    @ParameterizedTest
    @ValueSource(strings = {"key", "grant", "client"})
    void what_was_issued_with_a_credential_ends_with_it(String type) {
        String root = issue(credential(type));
        String child = trees.child(root);
        String beside = trees.issue(Map.of("agent_id", trees.agent));
        String line = trees.jti(root);
        var order = Map.<String, Object>of("type", type, "id", id(type));

        trees.revoke(house.ownerId(), Map.of("type", type, "id", id(type), "dry_run", true))
                .statusCode(200)
                .body("counts.passports", equalTo(2))
                .body("revoked.id", hasItem(line));
        assertTrue(trees.active(child));

        trees.revoke(house.ownerId(), order)
                .statusCode(200)
                .body("already", equalTo(false))
                .body("counts.passports", equalTo(2))
                .body("revoked.id", hasItem(line));
        for (String token : List.of(root, child)) {
            assertEquals(Optional.of("revoked"), trees.reason(token));
            House.patient()
                    .contentType("application/json")
                    .body(Map.of("token", token))
                    .post(House.API + "/passports/refresh")
                    .then()
                    .statusCode(401);
        }
        assertTrue(trees.active(beside));
        assertEquals(2, entries("revocation.cascade"));
        trees.revoke(house.ownerId(), order).statusCode(200).body("already", equalTo(true));
    }

    /// E6, E2: nor does a token that is given back.
    @Test
    void what_was_issued_with_a_token_ends_when_it_is_given_back() {
        String token = credential("token");
        String child = trees.child(issue(token));
        String beside = issue(key.text());
        House.patient()
                .formParam("token", token)
                .formParam("client_id", client)
                .post("/revoke")
                .then()
                .statusCode(200);
        assertEquals(Optional.of("revoked"), trees.reason(child));
        assertTrue(trees.active(beside));
        assertEquals(2, entries("revocation.cascade"));
    }

    /// E5: where many grants end at once, as with a changed password, what was issued with them
    /// ends as well.
    @Test
    void what_was_issued_with_grants_that_end_together_ends_too() {
        String root = issue(credential("grant"));
        String child = trees.child(root);
        String beside = issue(key.text());
        endings.grantsOf(
                        trees.member,
                        "",
                        event -> event,
                        _ ->
                                io.smallrye.mutiny.Uni.createFrom()
                                        .item(
                                                Optional.of(
                                                        Event.of(
                                                                house.workspace(),
                                                                "grant.end_all",
                                                                Instant.now()))))
                .await()
                .atMost(PATIENCE);
        assertEquals(Optional.of("revoked"), trees.reason(root));
        assertEquals(Optional.of("revoked"), trees.reason(child));
        assertTrue(trees.active(beside));
        assertEquals(2, entries("revocation.cascade"));
    }

    private long entries(String act) {
        return AuditTrail.of(world, house.workspace()).events().stream()
                .filter(event -> event.path("act").asText().equals(act))
                .count();
    }
}
