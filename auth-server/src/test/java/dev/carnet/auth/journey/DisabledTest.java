package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DisabledTest {

    private final World world = World.current();
    private final Somebody owner = People.member(Role.OWNER);
    private final Somebody person = People.member(owner.workspace(), Role.MEMBER);
    private final Browser browser = new Browser(world.issuer());

    @BeforeEach
    void forget_attempts() {
        world.write("DELETE FROM auth.attempt");
    }

    /// V5: a disabled person is refused at every door and in every grant that was open before.
    @Test
    void a_disabled_person_passes_nowhere() {
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        OAuthClient client = OAuthClient.known();
        String waiting = Grants.code(client, person);
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        House.bearer(
                        world.token(
                                world.claims(owner.workspace(), owner.id())
                                        .audience(world.issuer() + House.API)
                                        .scopes(
                                                EnumSet.allOf(
                                                        dev.carnet.shared.token.Scope.class))))
                .post("/members/" + person.id() + "/disable")
                .then()
                .statusCode(200)
                .body("counts.grants", equalTo(1));
        client.redeem(waiting).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.refresh(refresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.redeem(Grants.code(client, person))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        assertEquals(303, browser.get("/account").status());
        assertEquals(
                403,
                browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD).status());
    }
}
