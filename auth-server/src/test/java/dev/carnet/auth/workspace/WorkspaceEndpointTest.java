package dev.carnet.auth.workspace;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class WorkspaceEndpointTest {

    private final House house = new House();

    @Test
    void who_founds_a_workspace_owns_it_and_its_log_begins() throws SQLException {
        String person = house.person(Role.MEMBER);
        String id =
                house.as(person)
                        .body(Map.of("name", "Second"))
                        .post("/workspaces")
                        .then()
                        .statusCode(201)
                        .body("name", equalTo("Second"))
                        .body("role", equalTo("owner"))
                        .extract()
                        .path("id");
        var claims = house.world().claims(id, person).audience(house.world().issuer() + House.API);
        House.bearer(house.world().token(claims))
                .get("/workspaces/" + id)
                .then()
                .statusCode(200)
                .body("role", equalTo("owner"));
        assertEquals(List.of("log.create", "workspace.create"), acts(id));
    }

    @Test
    void neither_a_workspace_key_nor_an_agent_founds_one() {
        String key =
                house.owner()
                        .body(Map.of("name", "a", "kind", "workspace", "access", "write"))
                        .post("/keys")
                        .then()
                        .extract()
                        .path("key");
        House.bearer(key)
                .body(Map.of("name", "x"))
                .post("/workspaces")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    @Test
    void a_credential_reaches_its_own_workspace_only() {
        var other = new House();
        house.owner()
                .get("/workspaces")
                .then()
                .body("items.id", equalTo(List.of(house.workspace())));
        house.owner().get("/workspaces/" + other.workspace()).then().statusCode(404);
        house.owner()
                .body(Map.of("name", "x"))
                .patch("/workspaces/" + other.workspace())
                .then()
                .statusCode(404);
    }

    @Test
    void renames_the_version_that_was_read() {
        String path = "/workspaces/" + house.workspace();
        String tag = house.owner().get(path).then().extract().header("ETag");
        house.owner()
                .header("If-Match", tag)
                .body(Map.of("name", "New"))
                .patch(path)
                .then()
                .statusCode(200)
                .body("name", equalTo("New"))
                .body("version", equalTo(2));
        house.owner()
                .header("If-Match", tag)
                .body(Map.of("name", "Late"))
                .patch(path)
                .then()
                .statusCode(412);
        house.owner().get(path).then().body("name", equalTo("New"));
    }

    @Test
    void an_owner_decides_whether_a_second_factor_is_needed() throws SQLException {
        String path = "/workspaces/" + house.workspace();
        house.owner().get(path).then().body("require_second_factor", equalTo(false));
        house.owner()
                .body(Map.of("require_second_factor", true))
                .patch(path)
                .then()
                .statusCode(200)
                .body("require_second_factor", equalTo(true))
                .body("name", equalTo("Test"));
        assertTrue(acts(house.workspace()).contains("workspace.factor"));
        house.as(Role.ADMIN)
                .body(Map.of("require_second_factor", false))
                .patch(path)
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        house.as(Role.ADMIN).body(Map.of("name", "Other")).patch(path).then().statusCode(200);
        house.owner()
                .body(Map.of("require_second_factor", "perhaps"))
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/require_second_factor"));
        house.owner().get(path).then().body("require_second_factor", equalTo(true));
    }

    @Test
    void refuses_a_name_that_is_none() {
        for (String name : List.of("", "  ", "x".repeat(101))) {
            house.owner()
                    .body(Map.of("name", name))
                    .post("/workspaces")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", hasItem("/name"));
            house.owner()
                    .body(Map.of("name", name))
                    .patch("/workspaces/" + house.workspace())
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", hasItem("/name"));
        }
    }

    private List<String> acts(String workspace) throws SQLException {
        try (var connection = house.world().owner().getConnection();
                var statement =
                        connection.prepareStatement(
                                """
                                SELECT i.act FROM audit.index i JOIN audit.log l USING (log_id)
                                WHERE l.workspace_id = ? ORDER BY i.seq
                                """)) {
            statement.setString(1, workspace);
            var acts = new ArrayList<String>();
            var rows = statement.executeQuery();
            while (rows.next()) {
                acts.add(rows.getString(1));
            }
            return acts;
        }
    }
}
