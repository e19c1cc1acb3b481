package dev.carnet.auth.exchange;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ExchangeRuleEndpointTest {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

    private final House house = new House();
    private final String client = client(house.workspace(), GRANT);

    private String client(String workspace, String grant) {
        String id = Ids.fresh("cli");
        house.world()
                .write(
                        """
                        INSERT INTO auth.client (client_id, workspace_id, name, application_type,
                            token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources)
                        VALUES (?, ?, 'Acting', 'web', 'client_secret_basic', '{}', ARRAY[?],
                            '{carnet:read,carnet:write}', ARRAY[?])
                        """,
                        id,
                        workspace,
                        grant,
                        house.world().mcpUrl());
        return id;
    }

    @Test
    void a_rule_is_made_read_edited_and_deleted() {
        String id =
                allow(house.as(Role.ADMIN), Map.of())
                        .statusCode(201)
                        .header("ETag", equalTo("\"1\""))
                        .body("id", startsWith("xrl_"))
                        .body("scopes", equalTo(List.of("carnet:read")))
                        .extract()
                        .path("id");
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("roles", List.of("viewer")))
                .patch("/exchange-rules/" + id)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("roles", equalTo(List.of("viewer")))
                .body("subject", equalTo("person"));
        house.as(Role.AUDITOR)
                .get("/exchange-rules/" + id)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""));
        house.owner()
                .header("If-Match", "\"2\"")
                .delete("/exchange-rules/" + id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
        house.owner().get("/exchange-rules/" + id).then().statusCode(404);
        house.owner().delete("/exchange-rules/" + id).then().statusCode(404);
    }

    @Test
    void an_edit_of_another_version_changes_nothing() {
        String id = allow(house.owner(), Map.of()).extract().path("id");
        edit(id, Map.of("roles", List.of("member"))).statusCode(200);
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("roles", List.of()))
                .patch("/exchange-rules/" + id)
                .then()
                .statusCode(412)
                .body("code", equalTo("precondition_failed"));
        house.owner()
                .header("If-Match", "\"1\"")
                .delete("/exchange-rules/" + id)
                .then()
                .statusCode(412);
        house.owner()
                .get("/exchange-rules/" + id)
                .then()
                .body("roles", equalTo(List.of("member")))
                .body("version", equalTo(2));
    }

    @Test
    void lists_come_in_pages() {
        for (String role : List.of("viewer", "member", "operator")) {
            allow(house.owner(), Map.of("roles", List.of(role))).statusCode(201);
        }
        String cursor =
                house.owner()
                        .get("/exchange-rules?limit=2")
                        .then()
                        .body(
                                "items.roles",
                                equalTo(List.of(List.of("operator"), List.of("member"))))
                        .extract()
                        .path("next_cursor");
        house.owner()
                .get("/exchange-rules?limit=2&cursor=" + cursor)
                .then()
                .body("items.roles", equalTo(List.of(List.of("viewer"))))
                .body("next_cursor", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, '', /client_id",
        "subject, robot, /subject",
        "roles, '[\"king\"]', /roles",
        "ids, '[\"\"]', /ids",
        "scopes, '[]', /scopes",
        "scopes, '[\"carnet:all\"]', /scopes",
        "resources, '[\"https://elsewhere.example/\"]', /resources",
        "unknown, 1, /unknown"
    })
    void names_the_field_that_is_not_acceptable(String name, String value, String pointer) {
        String json = value.startsWith("[") ? value : "\"" + value + "\"";
        String client = name.equals("client_id") ? "" : "\"client_id\":\"" + this.client + "\",";
        String subject = name.equals("subject") ? "" : "\"subject\":\"person\",";
        house.owner()
                .body("{" + client + subject + "\"" + name + "\":" + json + "}")
                .post("/exchange-rules")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(startsWith(pointer)));
    }

    @Test
    void only_a_client_of_the_workspace_with_the_grant_can_act() {
        allow(house.owner(), Map.of("client_id", client(house.workspace(), "client_credentials")))
                .statusCode(400)
                .body("errors.pointer", hasItem("/client_id"));
        String foreign = client(new House().workspace(), GRANT);
        allow(house.owner(), Map.of("client_id", foreign)).statusCode(404);
    }

    @Test
    void admins_decide_who_acts_for_whom_and_give_no_more_than_they_have() {
        allow(house.as(Role.OPERATOR), Map.of()).statusCode(403);
        house.as(Role.MEMBER).get("/exchange-rules").then().statusCode(403);
        allow(
                        house.as(house.ownerId(), Set.of(Scope.OPERATE)),
                        Map.of("scopes", List.of("carnet:write")))
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
        String id = allow(house.owner(), Map.of()).extract().path("id");
        house.as(house.ownerId(), Set.of(Scope.OPERATE))
                .body(Map.of("scopes", List.of("carnet:write")))
                .patch("/exchange-rules/" + id)
                .then()
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
    }

    private ValidatableResponse allow(RequestSpecification as, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("client_id", client);
        body.put("subject", "person");
        body.putAll(more);
        return as.body(body).post("/exchange-rules").then();
    }

    private ValidatableResponse edit(String id, Map<String, Object> change) {
        return house.owner().body(change).patch("/exchange-rules/" + id).then();
    }
}
