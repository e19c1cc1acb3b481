package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/// `CARNET_DPOP_NONCE=true`: every proof needs a nonce (RFC 9449 §8 and §9).
@QuarkusTest
@TestProfile(Demanding.class)
@WithTestResource(TestCarnet.Auth.class)
class DpopNonceTest {

    private final World world = World.current();
    private final DpopKey key = DpopKey.fresh();

    private Response token(Machine machine, DpopKey.Proof proof) {
        return given().header("DPoP", proof.sign())
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(machine.form()))
                .post("/token");
    }

    @Test
    void a_token_is_asked_for_with_a_nonce_and_the_next_one_comes_along() {
        Machine machine = Machines.withSecret(People.workspace());
        String url = world.issuer() + "/token";
        Response first = token(machine, key.proof("POST", url));
        first.then()
                .statusCode(400)
                .header("Cache-Control", "no-store")
                .body("error", equalTo("use_dpop_nonce"));
        token(machine, key.proof("POST", url).nonce(first.header("DPoP-Nonce")))
                .then()
                .statusCode(200)
                .header("DPoP-Nonce", notNullValue());
        given().contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(machine.form()))
                .post("/token")
                .then()
                .statusCode(200)
                .body("token_type", equalTo("Bearer"));
    }

    @Test
    void the_rest_api_wants_one_too() {
        var person = People.member(Role.OWNER);
        String url = world.issuer() + "/api/v1/grants";
        String token =
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(world.issuer() + "/api/v1")
                                .boundTo(key.thumbprint()));
        Response first = grants(token, key.proof("GET", url).token(token));
        first.then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("DPoP error=\"use_dpop_nonce\""));
        grants(token, key.proof("GET", url).token(token).nonce(first.header("DPoP-Nonce")))
                .then()
                .statusCode(200);
    }

    private static Response grants(String token, DpopKey.Proof proof) {
        return given().header("Authorization", "DPoP " + token)
                .header("DPoP", proof.sign())
                .get("/api/v1/grants");
    }
}
