package dev.carnet.auth.policy;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class PolicyEndpointTest {

    private final House house = new House();

    @Test
    void a_rule_is_made_replaced_listed_and_deleted() {
        String id =
                put(Map.of("domain", "Claude.AI", "stance", "sanctioned"))
                        .statusCode(200)
                        .header("ETag", equalTo("\"1\""))
                        .body("id", startsWith("pol_"))
                        .body("applies", equalTo("domain"))
                        .body("domain", equalTo("claude.ai"))
                        .body("client_id", nullValue())
                        .body("ended.grants", equalTo(0))
                        .extract()
                        .path("id");
        put(Map.of("domain", "claude.ai", "stance", "unauthorized", "refresh_grace_seconds", 3600))
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("id", equalTo(id))
                .body("refresh_grace_seconds", equalTo(3600));
        house.owner()
                .get("/client-policies")
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(id)))
                .body("items[0].stance", equalTo("unauthorized"))
                .body("items[0].ended", nullValue());
        house.owner().get("/client-policies/" + id).then().statusCode(200).header("ETag", "\"2\"");
        house.owner()
                .header("If-Match", "\"2\"")
                .delete("/client-policies/" + id)
                .then()
                .statusCode(200);
        house.owner().get("/client-policies/" + id).then().statusCode(404);
    }

    @Test
    void an_edit_of_another_version_changes_nothing() {
        put(Map.of("stance", "unauthorized")).statusCode(200);
        String id = put(Map.of("stance", "sanctioned")).extract().path("id");
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("stance", "blocked"))
                .put("/client-policies")
                .then()
                .statusCode(412);
        house.owner()
                .header("If-Match", "\"1\"")
                .delete("/client-policies/" + id)
                .then()
                .statusCode(412);
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("domain", "new.example", "stance", "blocked"))
                .put("/client-policies")
                .then()
                .statusCode(412);
        house.owner()
                .get("/client-policies/" + id)
                .then()
                .body("stance", equalTo("sanctioned"))
                .body("applies", equalTo("default"));
    }

    @Test
    void lists_come_in_pages() {
        for (int i = 0; i < 3; i++) {
            put(Map.of("domain", "d" + i + ".example", "stance", "blocked")).statusCode(200);
        }
        String cursor =
                house.owner()
                        .get("/client-policies?limit=2")
                        .then()
                        .body("items.domain", equalTo(List.of("d2.example", "d1.example")))
                        .extract()
                        .path("next_cursor");
        house.owner()
                .get("/client-policies?limit=2&cursor=" + cursor)
                .then()
                .body("items.domain", equalTo(List.of("d0.example")))
                .body("next_cursor", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', /stance",
        "'{\"stance\":\"liked\"}', /stance",
        "'{\"stance\":\"blocked\",\"domain\":\"*.example\"}', /domain",
        "'{\"stance\":\"blocked\",\"domain\":\"https://a.example\"}', /domain",
        "'{\"stance\":\"blocked\",\"domain\":\"a.example\",\"client_id\":\"x\"}', /domain",
        "'{\"stance\":\"blocked\",\"client_id\":\"\"}', /client_id",
        "'{\"stance\":\"sanctioned\",\"refresh_grace_seconds\":3601}', /refresh_grace_seconds",
        "'{\"stance\":\"sanctioned\",\"refresh_grace_seconds\":-1}', /refresh_grace_seconds",
        "'{\"stance\":\"blocked\",\"regex\":\".*\"}', /regex"
    })
    void names_the_field_that_is_not_acceptable(String body, String pointer) {
        house.owner()
                .body(body)
                .put("/client-policies")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void there_is_a_last_rule() {
        house.world()
                .write(
                        """
                        INSERT INTO auth.client_policy (workspace_id, policy_id, kind, target, stance)
                        SELECT ?, ? || i, 'domain', 'd' || i || '.example', 'blocked'
                        FROM generate_series(1, ?) AS i
                        """,
                        house.workspace(),
                        "pol_" + house.workspace(),
                        Limits.CLIENT_POLICIES);
        put(Map.of("stance", "blocked")).statusCode(409).body("code", equalTo("limit_reached"));
        put(Map.of("domain", "d1.example", "stance", "sanctioned")).statusCode(200);
    }

    @Test
    void auditors_read_and_only_admins_decide() {
        house.as(Role.AUDITOR).get("/client-policies").then().statusCode(200);
        house.as(Role.MEMBER).get("/client-policies").then().statusCode(403);
        house.as(Role.OPERATOR)
                .body(Map.of("stance", "blocked"))
                .put("/client-policies")
                .then()
                .statusCode(403);
    }

    private ValidatableResponse put(Map<String, ?> body) {
        return house.owner().body(body).put("/client-policies").then();
    }
}
