package dev.carnet.auth.signing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class SigningKeyEndpointTest {

    private final House house = new House();

    @Test
    void an_owner_of_the_first_workspace_makes_a_key_that_takes_over_later() throws SQLException {
        String kid =
                landlord()
                        .post("/signing-keys/rotate")
                        .then()
                        .statusCode(200)
                        .body("algorithm", equalTo("ES256"))
                        .extract()
                        .path("kid");
        given().get("/jwks").then().statusCode(200).body("keys.kid", hasItem(kid));
        house.owner().get("/me").then().statusCode(200);
        landlord()
                .post("/signing-keys/rotate")
                .then()
                .statusCode(409)
                .body("code", equalTo("already_exists"));
        house.world().write("DELETE FROM auth.signing_key WHERE kid = ?", kid);
        house.world().write("UPDATE auth.signing_key SET retired_at = NULL");
    }

    @Test
    void nobody_else_does() {
        house.owner()
                .post("/signing-keys/rotate")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    private RequestSpecification landlord() throws SQLException {
        var world = house.world();
        String first = first();
        String owner = world.member(first, Role.OWNER);
        return House.bearer(
                world.token(world.claims(first, owner).audience(world.issuer() + House.API)));
    }

    private String first() throws SQLException {
        try (var connection = house.world().owner().getConnection();
                var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "SELECT workspace_id FROM auth.workspace"
                                        + " ORDER BY created_at, workspace_id LIMIT 1")) {
            row.next();
            return row.getString(1);
        }
    }
}
