package dev.carnet.auth.workspace;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class MemberEndpointTest {

    private final House house = new House();

    @Test
    void adds_somebody_new_with_a_first_password() {
        String email = Ids.fresh("x") + "@example.test";
        String id =
                house.owner()
                        .body(
                                Map.of(
                                        "email", email.toUpperCase(java.util.Locale.ROOT),
                                        "role", "member",
                                        "name", "Ann",
                                        "password", "correct horse battery"))
                        .post("/members")
                        .then()
                        .statusCode(201)
                        .body("email", equalTo(email))
                        .body("name", equalTo("Ann"))
                        .body("role", equalTo("member"))
                        .body("created_at", notNullValue())
                        .extract()
                        .path("person_id");
        house.as(id).get("/me").then().statusCode(200).body("role", equalTo("member"));
    }

    @Test
    void adds_somebody_of_another_workspace_by_address_alone() {
        var other = new House();
        String person = other.person(Role.MEMBER);
        house.owner()
                .body(Map.of("email", person + "@example.test", "role", "viewer"))
                .post("/members")
                .then()
                .statusCode(201)
                .body("person_id", equalTo(person));
        house.as(person).get("/me").then().statusCode(200).body("role", equalTo("viewer"));
    }

    @Test
    void gives_nobody_a_second_password_or_a_second_membership() {
        String person = house.person(Role.MEMBER);
        String email = person + "@example.test";
        house.owner()
                .body(
                        Map.of(
                                "email", email,
                                "role", "viewer",
                                "name", "X",
                                "password", "another password"))
                .post("/members")
                .then()
                .statusCode(409)
                .body("errors.pointer", hasItem("/password"));
        house.owner()
                .body(Map.of("email", email, "role", "viewer"))
                .post("/members")
                .then()
                .statusCode(409)
                .body("code", equalTo("already_exists"));
    }

    @ParameterizedTest
    @CsvSource({
        "no address, member, Ann, correct horse battery, /email",
        "ann@example.test, emperor, Ann, correct horse battery, /role",
        "ann@example.test, member, Ann, too short, /password",
        "ann@example.test, member, '', correct horse battery, /name"
    })
    void names_the_field_that_is_not_acceptable(
            String email, String role, String name, String password, String pointer) {
        house.owner()
                .body(Map.of("email", email, "role", role, "name", name, "password", password))
                .post("/members")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void somebody_new_needs_a_name_and_a_password() {
        house.owner()
                .body(Map.of("email", "new@example.test", "role", "member"))
                .post("/members")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/name"));
    }

    @Test
    void nobody_grants_a_role_that_is_not_below_their_own() {
        String admin = house.person(Role.ADMIN);
        String other = house.person(Role.ADMIN);
        String member = house.person(Role.MEMBER);
        for (String role : List.of("owner", "admin")) {
            house.as(admin)
                    .body(Map.of("role", role))
                    .patch("/members/" + member)
                    .then()
                    .statusCode(403);
        }
        house.as(admin)
                .body(Map.of("role", "viewer"))
                .patch("/members/" + other)
                .then()
                .statusCode(403);
        house.as(admin).delete("/members/" + house.ownerId()).then().statusCode(403);
        house.as(admin)
                .body(Map.of("role", "owner"))
                .patch("/members/" + admin)
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        house.as(admin)
                .body(Map.of("role", "operator"))
                .patch("/members/" + member)
                .then()
                .statusCode(200)
                .body("role", equalTo("operator"));
    }

    @Test
    void an_edit_for_another_version_is_refused() {
        String person = house.person(Role.MEMBER);
        String tag = house.owner().get("/members/" + person).then().extract().header("ETag");
        house.owner()
                .header("If-Match", tag)
                .body(Map.of("role", "viewer"))
                .patch("/members/" + person)
                .then()
                .statusCode(200);
        house.owner()
                .header("If-Match", tag)
                .body(Map.of("role", "admin"))
                .patch("/members/" + person)
                .then()
                .statusCode(412)
                .body("code", equalTo("precondition_failed"));
        house.as(person).get("/me").then().body("role", equalTo("viewer"));
    }

    @Test
    void a_removed_members_token_and_key_are_dead_on_the_next_request() {
        String person = house.person(Role.MEMBER);
        String key =
                house.as(person)
                        .body(Map.of("name", "a", "kind", "personal"))
                        .post("/keys")
                        .then()
                        .extract()
                        .path("key");
        house.owner()
                .delete("/members/" + person)
                .then()
                .statusCode(200)
                .body("counts.keys", equalTo(1));
        House.bearer(key).get("/me").then().statusCode(401);
        house.as(person).get("/me").then().statusCode(401);
        house.owner().get("/members").then().body("items.person_id", not(hasItem(person)));
        house.owner().delete("/members/" + person).then().statusCode(404);
    }

    @Test
    void the_last_owner_is_neither_removed_nor_demoted() {
        String id = house.ownerId();
        house.owner()
                .delete("/members/" + id)
                .then()
                .statusCode(409)
                .body("code", equalTo("last_owner"));
        house.owner()
                .body(Map.of("role", "admin"))
                .patch("/members/" + id)
                .then()
                .statusCode(409)
                .body("code", equalTo("last_owner"));
    }

    /// Two hundred rounds, each in a workspace of its own: nobody is ever the last to go.
    @Test
    void two_owners_who_leave_or_end_each_other_at_once_leave_one() {
        for (int round = 0; round < Rounds.COUNT; round++) {
            var place = new House();
            String first = place.ownerId();
            String second = place.person(Role.OWNER);
            int kind = round % 3;
            Stream.of(
                            CompletableFuture.supplyAsync(() -> act(place, kind, first, second)),
                            CompletableFuture.supplyAsync(() -> act(place, kind, second, first)))
                    .toList()
                    .forEach(CompletableFuture::join);
            assertEquals(
                    1L,
                    house.world()
                            .read(
                                    "SELECT count(*) FROM auth.member WHERE workspace_id = ?"
                                            + " AND role = 'owner'",
                                    place.workspace()),
                    "round " + round);
        }
    }

    private static int act(House place, int kind, String by, String other) {
        return switch (kind) {
            case 0 -> place.as(by).delete("/me/membership").statusCode();
            case 1 -> place.as(by).delete("/members/" + other).statusCode();
            default ->
                    place.as(by)
                            .body(Map.of("role", "member"))
                            .patch("/members/" + by)
                            .statusCode();
        };
    }

    @Test
    void a_token_makes_nobody_an_owner() {
        String admin = house.person(Role.ADMIN);
        house.owner()
                .body(Map.of("role", "owner"))
                .patch("/members/" + admin)
                .then()
                .statusCode(403)
                .body("code", equalTo("fresh_sign_in_required"));
        house.owner()
                .body(
                        Map.of(
                                "email",
                                new House().person(Role.MEMBER) + "@example.test",
                                "role",
                                "owner"))
                .post("/members")
                .then()
                .statusCode(403)
                .body("code", equalTo("fresh_sign_in_required"));
        house.as(admin).get("/me").then().body("role", equalTo("admin"));
    }

    @Test
    void everybody_may_leave_with_all_they_have_but_the_last_owner() {
        String person = house.person(Role.VIEWER);
        String key =
                house.as(person)
                        .body(Map.of("name", "a", "kind", "personal"))
                        .post("/keys")
                        .then()
                        .extract()
                        .path("key");
        house.as(person)
                .delete("/me/membership")
                .then()
                .statusCode(200)
                .body("counts.keys", equalTo(1));
        House.bearer(key).get("/me").then().statusCode(401);
        house.as(person).get("/me").then().statusCode(401);
        house.owner()
                .delete("/me/membership")
                .then()
                .statusCode(409)
                .body("code", equalTo("last_owner"));
    }

    @Test
    void a_removed_persons_sign_ins_end_unless_they_are_a_member_elsewhere() {
        String here = house.person(Role.MEMBER);
        String both = house.person(Role.MEMBER);
        var other = new House();
        other.owner()
                .body(Map.of("email", both + "@example.test", "role", "viewer"))
                .post("/members")
                .then()
                .statusCode(201);
        session(here);
        session(both);
        house.owner().delete("/members/" + here).then().statusCode(200);
        house.owner().delete("/members/" + both).then().statusCode(200);
        assertEquals(0L, sessions(here));
        assertEquals(1L, sessions(both));
    }

    @Test
    void a_disabled_person_has_nothing_left_and_comes_back_with_nothing() {
        String person = house.person(Role.MEMBER);
        String key =
                house.as(person)
                        .body(Map.of("name", "a", "kind", "personal"))
                        .post("/keys")
                        .then()
                        .extract()
                        .path("key");
        var before = issuedBefore(person);
        session(person);
        house.owner()
                .post("/members/" + person + "/disable")
                .then()
                .statusCode(200)
                .body("counts.keys", equalTo(1));
        House.bearer(key).get("/me").then().statusCode(401);
        before.get("/me").then().statusCode(401);
        assertEquals(0L, sessions(person));
        house.owner().get("/members/" + person).then().body("disabled", equalTo(true));
        house.owner()
                .post("/members/" + person + "/enable")
                .then()
                .statusCode(200)
                .body("disabled", equalTo(false));
        House.bearer(key).get("/me").then().statusCode(401);
    }

    @Test
    void nobody_disables_whom_they_could_not_remove_or_who_belongs_elsewhere() {
        String admin = house.person(Role.ADMIN);
        for (String id : List.of(house.ownerId(), admin, house.person(Role.ADMIN))) {
            house.as(admin).post("/members/" + id + "/disable").then().statusCode(403);
        }
        house.owner()
                .post("/members/" + house.ownerId() + "/disable")
                .then()
                .statusCode(409)
                .body("code", equalTo("last_owner"));
        String both = house.person(Role.MEMBER);
        new House()
                .owner()
                .body(Map.of("email", both + "@example.test", "role", "viewer"))
                .post("/members")
                .then()
                .statusCode(201);
        house.owner()
                .post("/members/" + both + "/disable")
                .then()
                .statusCode(409)
                .body("code", equalTo("member_elsewhere"));
        house.as(both).get("/me").then().statusCode(200);
    }

    /// A token whose issuer had seen the feed as it is now.
    private RequestSpecification issuedBefore(String person) {
        long seq = (Long) house.world().read("SELECT seq FROM feed.head");
        return House.bearer(
                house.world()
                        .token(
                                house.world()
                                        .claims(house.workspace(), person)
                                        .audience(house.world().issuer() + House.API)
                                        .seq(seq)));
    }

    private void session(String person) {
        house.world()
                .write(
                        """
                        INSERT INTO auth.sign_in_session (hash, person_id, created_at, seen_at,
                            expires_at, session_id, authenticated_at, strength, device, network)
                        VALUES (?, ?, now(), now(), now() + interval '1 hour', ?, now(), 'password',
                            'x', 'x')
                        """,
                        person.getBytes(StandardCharsets.UTF_8),
                        person,
                        Ids.fresh("ses"));
    }

    private Object sessions(String person) {
        return house.world()
                .read("SELECT count(*) FROM auth.sign_in_session WHERE person_id = ?", person);
    }

    @Test
    void lists_members_page_by_page() {
        List<String> people = Stream.generate(() -> house.person(Role.VIEWER)).limit(4).toList();
        String cursor =
                house.owner()
                        .get("/members?limit=3")
                        .then()
                        .statusCode(200)
                        .body("items", hasSize(3))
                        .body("items.person_id", hasItems(people.get(3), people.get(2)))
                        .extract()
                        .path("next_cursor");
        house.owner()
                .queryParam("limit", "3")
                .queryParam("cursor", cursor)
                .get("/members")
                .then()
                .body("items.person_id", equalTo(List.of(people.get(0), house.ownerId())));
        new House()
                .owner()
                .queryParam("cursor", cursor)
                .get("/members")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_cursor"));
    }
}
