package dev.carnet.auth.integration;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class GrantEndpointTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String client = house.world().client();
    private final String grant = house.world().grant(house.workspace(), member, client);

    @Test
    void people_see_name_and_end_their_own() {
        house.as(member)
                .get("/grants/" + grant)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"1\""))
                .body("client_id", equalTo(client))
                .body("label", equalTo("Test"));
        house.as(member)
                .header("If-Match", "\"1\"")
                .body(Map.of("label", " my\u202e laptop "))
                .patch("/grants/" + grant)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("label", equalTo("my laptop"));
        house.as(member)
                .header("If-Match", "\"1\"")
                .body(Map.of("label", "other"))
                .patch("/grants/" + grant)
                .then()
                .statusCode(412);
        house.as(member).delete("/grants/" + grant).then().statusCode(200);
        house.as(member).get("/grants/" + grant).then().body("status", equalTo("revoked"));
        house.as(member)
                .body(Map.of("label", "gone"))
                .patch("/grants/" + grant)
                .then()
                .statusCode(409)
                .body("code", equalTo("not_active"));
        house.as(member).delete("/grants/" + grant).then().body("already", equalTo(true));
    }

    @Test
    void another_members_are_not_there() {
        var other = house.as(Role.MEMBER);
        other.get("/grants/" + grant).then().statusCode(404);
        house.as(Role.MEMBER).delete("/grants/" + grant).then().statusCode(404);
        house.as(Role.VIEWER)
                .body(Map.of("label", "x"))
                .patch("/grants/" + grant)
                .then()
                .statusCode(404);
        house.as(member).get("/grants/" + grant).then().body("status", equalTo("active"));
    }

    @Test
    void operators_end_everybodys_and_auditors_only_look() {
        house.as(Role.AUDITOR).get("/grants/" + grant).then().statusCode(200);
        house.as(Role.AUDITOR)
                .body(Map.of("label", "x"))
                .patch("/grants/" + grant)
                .then()
                .statusCode(403);
        house.as(Role.AUDITOR).delete("/grants/" + grant).then().statusCode(403);
        house.as(Role.OPERATOR)
                .body(Map.of("label", "the laptop of Ann"))
                .patch("/grants/" + grant)
                .then()
                .statusCode(200);
        house.as(Role.OPERATOR)
                .delete("/grants/" + grant)
                .then()
                .statusCode(200)
                .body("counts.grants", equalTo(1));
    }

    @Test
    void lists_are_filtered_by_person_and_client_and_come_in_pages() {
        String other = house.person(Role.MEMBER);
        String second = house.world().grant(house.workspace(), other, client);
        String third = house.world().grant(house.workspace(), other, house.world().client());
        house.owner()
                .get("/grants?client_id=" + client)
                .then()
                .body("items.id", equalTo(List.of(second, grant)));
        house.owner()
                .get("/grants?person_id=" + other)
                .then()
                .body("items.id", equalTo(List.of(third, second)));
        house.owner()
                .get("/grants?client_id=" + client + "&person_id=" + other)
                .then()
                .body("items.id", equalTo(List.of(second)));
        house.as(member).get("/grants?person_id=" + other).then().body("items.size()", equalTo(0));
        String cursor = house.owner().get("/grants?limit=2").then().extract().path("next_cursor");
        house.owner()
                .get("/grants?limit=2&cursor=" + cursor)
                .then()
                .body("items.id", equalTo(List.of(grant)));
        house.owner()
                .get("/grants?limit=2&client_id=" + client + "&cursor=" + cursor)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_cursor"));
    }

    @Test
    void a_label_that_shows_nothing_is_refused() {
        for (String label : List.of("", " ", "\u202e\u200b", "x".repeat(201))) {
            house.as(member)
                    .body(Map.of("label", label))
                    .patch("/grants/" + grant)
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", hasItem("/label"));
        }
    }

    @Test
    void a_grant_outlives_the_registration_it_was_given_to() {
        house.world()
                .write(
                        "UPDATE auth.grant_ SET client_name = 'Claude Code' WHERE grant_id = ?",
                        grant);
        house.world().write("DELETE FROM auth.client WHERE client_id = ?", client);
        house.owner()
                .get("/grants")
                .then()
                .body("items.id", hasItems(grant))
                .body("items.client_name", hasItem("Claude Code"));
        house.owner().delete("/grants/" + grant).then().statusCode(200);
    }
}
