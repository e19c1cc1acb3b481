package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.client.UnusedClients;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class UnusedClientsTest {

    private static final String METADATA =
            "{\"redirect_uris\":[\"https://a.example/\"],\"token_endpoint_auth_method\":\"none\"}";

    @Inject UnusedClients unused;
    @Inject KeyMac mac;

    private final World world = World.current();
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        person = People.member(Role.OWNER);
    }

    @AfterEach
    void tidy() {
        world.write("DELETE FROM auth.client WHERE name LIKE 'flood%'");
    }

    @Test
    void a_registration_that_nobody_used_goes_after_a_day() {
        OAuthClient old = OAuthClient.known();
        OAuthClient young = OAuthClient.known();
        age(old, 25);
        age(young, 23);
        sweep();
        assertFalse(exists(old));
        assertTrue(exists(young));
        assertTrue(Rows.acts(Event.SYSTEM).contains("client.expire"));
    }

    /// Claude takes 401 `invalid_client` in JSON as "register again".
    @Test
    void a_client_that_went_is_told_to_register_again() {
        OAuthClient client = OAuthClient.known();
        age(client, 25);
        sweep();
        client.redeem("carnet_ac_x")
                .then()
                .statusCode(401)
                .contentType(containsString("application/json"))
                .body("error", equalTo("invalid_client"));
        var page =
                new Browser(world.issuer()).get("/authorize?" + Browser.encode(client.request()));
        assertEquals(401, page.status());
        assertTrue(page.body().contains("not registered here"));
    }

    @Test
    void use_extends_and_a_live_grant_keeps_for_ever() {
        OAuthClient client = OAuthClient.known();
        age(client, 23);
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        age(client, 24 * 400);
        world.write(
                "UPDATE auth.client SET used_at = now() - interval '399 days' WHERE client_id = ?",
                client.clientId);
        world.write(
                "UPDATE auth.grant_ SET used_at = now() - interval '20 days' WHERE client_id = ?",
                client.clientId);
        sweep();
        assertTrue(exists(client));
        String next =
                client.refresh(refresh).then().statusCode(200).extract().path("refresh_token");
        world.write(
                "UPDATE auth.refresh SET expires_at = now() - interval '1 s' WHERE client_id = ?",
                client.clientId);
        sweep();
        assertTrue(exists(client), "a token of it may still live");
        world.write(
                "UPDATE auth.grant_ SET used_at = now() - interval '2 days' WHERE client_id = ?",
                client.clientId);
        sweep();
        assertFalse(exists(client));
        client.refresh(next).then().statusCode(401).body("error", equalTo("invalid_client"));
    }

    @Test
    void a_used_registration_without_grants_stays_for_a_while() {
        OAuthClient client = OAuthClient.known();
        age(client, 24 * 89);
        world.write(
                "UPDATE auth.client SET used_at = created_at WHERE client_id = ?", client.clientId);
        sweep();
        assertTrue(exists(client));
        world.write(
                "UPDATE auth.client SET used_at = now() - interval '91 days' WHERE client_id = ?",
                client.clientId);
        sweep();
        assertFalse(exists(client));
    }

    @Test
    void a_code_that_waits_keeps_its_client_and_admins_clients_never_go() {
        OAuthClient waiting = OAuthClient.known();
        String code = Grants.code(waiting, person);
        age(waiting, 25);
        String machine = Machines.withSecret(person.workspace()).id();
        age(new OAuthClient(machine), 24 * 400);
        sweep();
        assertTrue(exists(new OAuthClient(machine)));
        waiting.redeem(code).then().statusCode(200);
        sweep();
        assertTrue(exists(waiting));
    }

    @Test
    void a_client_that_deleted_itself_leaves_its_row_a_day_later() {
        OAuthClient client = OAuthClient.known();
        world.write(
                "UPDATE auth.client SET revoked_at = now() - interval '23 hours' WHERE client_id = ?",
                client.clientId);
        sweep();
        assertTrue(exists(client));
        world.write(
                "UPDATE auth.client SET revoked_at = now() - interval '25 hours' WHERE client_id = ?",
                client.clientId);
        sweep();
        assertFalse(exists(client));
    }

    @Test
    void a_great_many_go_in_batches_however_many_replicas_sweep() {
        int many = 2 * Limits.SWEPT_REGISTRATIONS + 1;
        flood(many, "'25 hours'", "\\x00");
        try (var races = new Races(4)) {
            int swept =
                    races.run(() -> unused.sweep().await().indefinitely()).stream()
                            .mapToInt(Integer::intValue)
                            .sum();
            assertTrue(swept >= many, () -> "only " + swept);
        }
        assertEquals("0", flooded());
    }

    @Test
    void a_flood_from_one_address_is_refused_and_from_another_is_not() {
        byte[] here = mac.compute("registered from", "127.0.0.1");
        flood(Limits.UNUSED_REGISTRATIONS_PER_ADDRESS, "'1 hour'", "\\x" + hex(here));
        OAuthClient.register(METADATA)
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("error", equalTo("temporarily_unavailable"))
                .body("error_description", containsString("never used"));
        world.write("UPDATE auth.client SET registered_from = '\\x00' WHERE name LIKE 'flood%'");
        OAuthClient.register(METADATA).then().statusCode(201);
    }

    @Test
    void a_flood_from_everywhere_is_bounded_and_locks_nobody_out() {
        flood(Limits.UNUSED_REGISTRATIONS, "'1 hour'", "\\x00");
        for (int i = 0; i < 5; i++) {
            OAuthClient.register(METADATA).then().statusCode(201);
        }
        int kept =
                Integer.parseInt(
                        Rows.string(
                                "SELECT count(*) FROM auth.client"
                                        + " WHERE used_at IS NULL AND workspace_id IS NULL"
                                        + " AND revoked_at IS NULL AND name LIKE 'flood%'"));
        assertTrue(kept < Limits.UNUSED_REGISTRATIONS, () -> "still " + kept);
    }

    private void sweep() {
        unused.sweep().await().indefinitely();
    }

    private void age(OAuthClient client, int hours) {
        world.write(
                "UPDATE auth.client SET created_at = now() - ? * interval '1 hour' WHERE client_id = ?",
                hours,
                client.clientId);
    }

    private void flood(int count, String age, String origin) {
        world.write(
                """
                INSERT INTO auth.client (client_id, name, application_type,
                    token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources,
                    created_at, registered_from)
                SELECT 'cli_flood' || i, 'flood', 'web', 'none', '{}', '{}', '{}', '{}',
                    now() - interval %s, '%s'::bytea
                FROM generate_series(1, ?) AS i
                """
                        .formatted(age, origin),
                count);
    }

    private static String flooded() {
        return Rows.string("SELECT count(*) FROM auth.client WHERE name LIKE 'flood%'");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean exists(OAuthClient client) {
        return Rows.strings("SELECT 1 FROM auth.client WHERE client_id = ?", client.clientId)
                .equals(List.of("1"));
    }
}
