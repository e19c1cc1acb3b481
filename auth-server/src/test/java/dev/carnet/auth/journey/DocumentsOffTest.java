package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/// A server that cannot reach the internet does not offer client documents: clients that look for
/// them register instead.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
@TestProfile(Demanding.class)
class DocumentsOffTest {

    @Test
    void the_metadata_do_not_offer_them() {
        given().get("/.well-known/oauth-authorization-server")
                .then()
                .statusCode(200)
                .body("client_id_metadata_document_supported", equalTo(false));
    }

    @Test
    void a_url_is_no_client_and_nothing_is_looked_up() {
        String id = "https://away.example/client.json";
        given().accept("application/json")
                .redirects()
                .follow(false)
                .get("/authorize?" + Browser.encode(new OAuthClient(id).request()))
                .then()
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
        assertFalse(TestNames.asked().contains("away.example"));
    }

    @Test
    void a_client_that_registers_works() {
        var client = OAuthClient.known();
        client.redeem(client.code(People.member(Role.OWNER))).then().statusCode(200);
    }
}
