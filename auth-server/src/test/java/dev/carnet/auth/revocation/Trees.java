package dev.carnet.auth.revocation;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.World;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Passports, over the wire, and servers that they may name.
final class Trees {

    final House house = new House();
    final String member = house.person(Role.MEMBER);
    final String agent = house.world().agent(house.workspace(), member);
    final String other = house.world().agent(house.workspace(), member);

    /// A server behind the gateway, as mcp-server registers it.
    static String server(World world, String workspace) {
        String id = Ids.fresh("srv");
        world.write(
                """
                INSERT INTO gateway.server (workspace_id, server_id, slug, name, transport, address,
                  authentication, private_allowed, bounds, approved_shape, created_by, created_at)
                VALUES (?, ?, ?, 'Notes', 'http', 'https://a.example', '{"kind":"person_key"}', false,
                  '{}', '{}', 'test', now())
                """,
                workspace,
                id,
                id.substring(4, 14));
        return id;
    }

    /// What that person has for that server.
    String connection(String person, String server) {
        String id = Ids.fresh("con");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.connection (workspace_id, connection_id, server_id, person_id,
                            kind, resource, letter, renewable, created_at)
                        VALUES (?, ?, ?, ?, 'key', 'https://a.example', '', true, now())
                        """,
                        house.workspace(),
                        id,
                        server,
                        person);
        return id;
    }

    String server() {
        return server(house.world(), house.workspace());
    }

    static Map<String, Object> service(String id) {
        return Map.of("id", id, "scopes", List.of("read"));
    }

    /// A passport of that agent.
    String issue(Map<String, ?> body) {
        return house.as(member)
                .body(body)
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    ValidatableResponse delegate(String token, Map<String, ?> passport) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token, "passport", passport))
                .post("/api/v1/passports/delegate")
                .then();
    }

    String child(String token) {
        return delegate(token, Map.of("agent_id", other)).statusCode(201).extract().path("token");
    }

    ValidatableResponse verify(String token) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post("/api/v1/passports/verify")
                .then();
    }

    String jti(String token) {
        return verify(token).extract().path("jti");
    }

    boolean active(String token) {
        return verify(token).extract().path("active");
    }

    Optional<String> reason(String token) {
        return Optional.ofNullable(verify(token).extract().path("reason"));
    }

    ValidatableResponse revoke(String by, Map<String, ?> order) {
        return house.as(by).body(order).post("/revocations").then();
    }
}
