package dev.carnet.auth.workspace;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
    void an_admin_takes_the_factors_of_a_member_who_lost_them() {
        String person = enrolled(Role.MEMBER);
        house.as(Role.ADMIN)
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
    void nobody_takes_factors_of_somebody_not_below_them_or_their_own() {
        String admin = enrolled(Role.ADMIN);
        house.as(Role.ADMIN).delete("/members/" + admin + "/factors").then().statusCode(403);
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
}
