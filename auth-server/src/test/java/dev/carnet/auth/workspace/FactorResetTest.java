package dev.carnet.auth.workspace;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class FactorResetTest {

    private final House house = new House();

    private String enrolled(Role role) {
        String person = house.person(role);
        house.world()
                .write(
                        """
                        INSERT INTO auth.totp (person_id, secret_sealed, last_step, created_at)
                        VALUES (?, '\\x00', 0, now())
                        """,
                        person);
        house.world()
                .write(
                        """
                        INSERT INTO auth.half_sign_in (hash, person_id, expires_at)
                        VALUES (decode(md5(?), 'hex'), ?, now() + interval '5 minutes')
                        """,
                        person,
                        person);
        return person;
    }

    private Object apps(String person) {
        return house.world()
                .read("SELECT count(*)::int FROM auth.totp WHERE person_id = ?", person);
    }

    @Test
    void an_owner_takes_the_factors_of_a_member_who_lost_them() {
        String person = enrolled(Role.MEMBER);
        house.owner()
                .delete("/members/" + person + "/factors")
                .then()
                .statusCode(200)
                .body("authenticator_app", equalTo(true))
                .body("passkeys", equalTo(0));
        assertEquals(0, apps(person));
        assertEquals(
                0,
                house.world()
                        .read(
                                "SELECT count(*)::int FROM auth.half_sign_in WHERE person_id = ?",
                                person));
    }

    @Test
    void nobody_but_an_owner_takes_factors_and_never_their_own() {
        String admin = enrolled(Role.ADMIN);
        house.as(Role.ADMIN).delete("/members/" + admin + "/factors").then().statusCode(403);
        house.as(Role.ADMIN)
                .delete("/members/" + enrolled(Role.MEMBER) + "/factors")
                .then()
                .statusCode(403);
        String owner = enrolled(Role.OWNER);
        house.as(owner).delete("/members/" + owner + "/factors").then().statusCode(403);
        assertEquals(1, apps(owner));
        house.as(admin).delete("/members/" + admin + "/factors").then().statusCode(403);
        house.as(admin).delete("/members/" + house.ownerId() + "/factors").then().statusCode(403);
        assertEquals(1, apps(admin));
        house.owner().delete("/members/" + admin + "/factors").then().statusCode(200);
        assertEquals(0, apps(admin));
    }

    /// V41: what protects somebody in another workspace is not this one's to take.
    @Test
    void factors_of_a_member_of_another_workspace_too_stay() {
        String person = enrolled(Role.MEMBER);
        String elsewhere = new House().workspace();
        house.world()
                .change(
                        elsewhere,
                        new MemberChanged(person, Optional.of(Role.VIEWER)),
                        "INSERT INTO auth.member (workspace_id, person_id, role) VALUES (?, ?,"
                                + " 'viewer')",
                        elsewhere,
                        person);
        house.owner().delete("/members/" + person + "/factors").then().statusCode(403);
        assertEquals(1, apps(person));
    }

    /// Who only acts for an owner does not strip somebody of what protects them.
    @Test
    void a_program_that_acts_for_an_owner_takes_no_factors() {
        String person = enrolled(Role.MEMBER);
        var world = house.world();
        var exchanged =
                world.claims(house.workspace(), house.ownerId())
                        .audience(world.issuer() + House.API)
                        .scopes(EnumSet.allOf(Scope.class))
                        .actor("cli_00000000000mcpserver");
        House.bearer(world.token(exchanged))
                .delete("/members/" + person + "/factors")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        assertEquals(1, apps(person));
    }
}
