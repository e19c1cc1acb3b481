package dev.carnet.mcp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/// A connection that somebody ends at the gateway.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class DisconnectTest {

    private final House house = new House();
    private final String server =
            Connected.server(house.workspace(), "person_key", "https://notes.example/mcp");
    private final String person = house.person(Role.MEMBER);

    private String connection() {
        String id = Ids.fresh("con");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.connection (workspace_id, connection_id, server_id,
                            person_id, kind, resource, letter, renewable, created_at)
                        VALUES (?, ?, ?, ?, 'key', 'https://notes.example', '', true, now())
                        """,
                        house.workspace(),
                        id,
                        server,
                        person);
        return id;
    }

    private Object ordered(String connection) {
        return house.world()
                .read(
                        """
                        SELECT coalesce(max(concat_ws(' ', server_id, person_id, ended_by)), '')
                        FROM gateway.disconnection WHERE connection_id = ? AND carried_at IS NULL
                        """,
                        connection);
    }

    /// E5: it ends, and auth-server is told to end what hangs on it; by who may, and once.
    @Test
    void who_ends_a_connection_has_its_passports_ended_too() {
        String connection = connection();
        house.as(Role.MEMBER).delete("/connections/" + connection).then().statusCode(404);
        assertEquals("", ordered(connection));
        house.as(person).delete("/connections/" + connection).then().statusCode(200);
        assertEquals(server + " " + person + " " + person, ordered(connection));
        house.as(person).delete("/connections/" + connection).then().statusCode(404);
        assertEquals(
                1, AuditTrail.of(house.world(), house.workspace()).events("connection.end").size());
        new House().owner().delete("/connections/" + connection).then().statusCode(404);
    }
}
