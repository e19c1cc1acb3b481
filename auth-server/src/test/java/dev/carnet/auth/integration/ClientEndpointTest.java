package dev.carnet.auth.integration;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.carnet.auth.journey.Patience;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ClientEndpointTest {

    private final House house = new House();

    @Test
    void creates_a_client_that_gets_tokens_until_it_is_revoked() {
        var made =
                create(Map.of("client_name", "Batch", "scopes", List.of("carnet:read")))
                        .statusCode(201)
                        .body("client_secret", startsWith("carnet_cs_"))
                        .body("origin", equalTo("workspace"))
                        .body("grant_types", equalTo(List.of("client_credentials")))
                        .body("resources", equalTo(List.of(house.world().mcpUrl())))
                        .body("token_endpoint_auth_method", equalTo("client_secret_basic"))
                        .extract();
        String id = made.path("client_id");
        String secret = made.path("client_secret");
        token(id, secret).statusCode(200).body("scope", equalTo("carnet:read"));
        house.owner()
                .get("/clients/" + id)
                .then()
                .statusCode(200)
                .body("client_secret", nullValue())
                .body("status", equalTo("active"));
        house.owner()
                .delete("/clients/" + id)
                .then()
                .statusCode(200)
                .body("type", equalTo("client"))
                .body("counts.clients", equalTo(1));
        token(id, secret).statusCode(401);
        house.owner().get("/clients/" + id).then().body("status", equalTo("revoked"));
    }

    @Test
    void a_client_may_be_held_to_bound_tokens_and_pushed_requests() {
        create(
                        Map.of(
                                "client_name",
                                "Batch",
                                "dpop_bound_access_tokens",
                                true,
                                "require_pushed_authorization_requests",
                                true))
                .statusCode(201)
                .body("profile", equalTo("oauth"))
                .body("dpop_bound_access_tokens", equalTo(true))
                .body("require_pushed_authorization_requests", equalTo(true));
        var made =
                create(Map.of("client_name", "Bound", "dpop_bound_access_tokens", true)).extract();
        token(made.path("client_id"), made.path("client_secret"))
                .statusCode(400)
                .body("error", equalTo("invalid_dpop_proof"));
    }

    @Test
    void a_client_has_no_scope_its_maker_lacks() {
        house.as(house.ownerId(), Set.of(Scope.OPERATE))
                .body(Map.of("client_name", "x", "scopes", List.of("carnet:write")))
                .post("/clients")
                .then()
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', /client_name",
        "'{\"client_name\":\"x\",\"grant_types\":[\"password\"]}', /grant_types",
        "'{\"client_name\":\"x\",\"grant_types\":[\"refresh_token\"]}', /grant_types",
        "'{\"client_name\":\"x\",\"token_endpoint_auth_method\":\"none\"}', /grant_types",
        "'{\"client_name\":\"x\",\"token_endpoint_auth_method\":\"magic\"}',"
                + " /token_endpoint_auth_method",
        "'{\"client_name\":\"x\",\"grant_types\":[\"authorization_code\"]}', /redirect_uris",
        "'{\"client_name\":\"x\",\"profile\":\"fapi1\"}', /profile",
        "'{\"client_name\":\"x\",\"profile\":\"fapi2\"}', /token_endpoint_auth_method",
        "'{\"client_name\":\"x\",\"redirect_uris\":[\"https://a.example/\"]}', /redirect_uris",
        "'{\"client_name\":\"x\",\"grant_types\":[\"authorization_code\"],\"redirect_uris\":[\"javascript:x\"]}',"
                + " /redirect_uris",
        "'{\"client_name\":\"x\",\"resources\":[\"https://elsewhere.example\"]}', /resources",
        "'{\"client_name\":\"x\",\"scopes\":[\"all\"]}', /scopes",
        "'{\"client_name\":\"x\",\"token_endpoint_auth_method\":\"private_key_jwt\"}', /jwks",
        "'{\"client_name\":\"x\",\"jwks\":{\"keys\":[]}}', /jwks",
        "'{\"client_name\":\"x\",\"jwks_uri\":\"https://a.example/jwks\"}', /jwks_uri"
    })
    void names_the_field_that_is_not_acceptable(String body, String pointer) {
        house.owner()
                .body(body)
                .post("/clients")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void a_client_of_the_workspace_is_edited_later() {
        String id =
                create(Map.of("client_name", "Own", "refresh_grace_seconds", 30))
                        .statusCode(201)
                        .header("ETag", equalTo("\"1\""))
                        .body("refresh_grace_seconds", equalTo(30))
                        .extract()
                        .path("client_id");
        house.as(Role.ADMIN)
                .header("If-Match", "\"1\"")
                .body(Map.of("refresh_grace_seconds", 3600))
                .patch("/clients/" + id)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("refresh_grace_seconds", equalTo(3600))
                .body("client_name", equalTo("Own"))
                .body("client_secret", nullValue());
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("refresh_grace_seconds", 0))
                .patch("/clients/" + id)
                .then()
                .statusCode(412);
        house.owner()
                .body(Map.of("client_name", " Other\u202e "))
                .patch("/clients/" + id)
                .then()
                .statusCode(200)
                .body("client_name", equalTo("Other"))
                .body("refresh_grace_seconds", equalTo(3600));
        house.owner()
                .get("/clients/" + id)
                .then()
                .header("ETag", equalTo("\"3\""))
                .body("version", equalTo(3));
        house.owner()
                .body("{\"refresh_grace_seconds\":null}")
                .patch("/clients/" + id)
                .then()
                .statusCode(200)
                .body("client_name", equalTo("Other"))
                .body("refresh_grace_seconds", nullValue());
        for (String wrong : List.of("-1", "3601", "\"60\"", "1.5", "99999999999", "[60]")) {
            house.owner()
                    .body("{\"refresh_grace_seconds\":" + wrong + "}")
                    .patch("/clients/" + id)
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", hasItem("/refresh_grace_seconds"));
        }
        house.as(Role.OPERATOR)
                .body(Map.of("refresh_grace_seconds", 0))
                .patch("/clients/" + id)
                .then()
                .statusCode(403);
        house.owner().delete("/clients/" + id).then().statusCode(200);
        house.owner()
                .body(Map.of("client_name", "Gone"))
                .patch("/clients/" + id)
                .then()
                .statusCode(409)
                .body("code", equalTo("not_active"));
    }

    /// What a stranger may do here, and how long its window is, a client policy says.
    @Test
    void a_stranger_is_not_edited() {
        String stranger = stranger();
        house.owner()
                .body(Map.of("client_name", "x"))
                .patch("/clients/" + stranger)
                .then()
                .statusCode(404);
        grant(house, stranger);
        house.owner()
                .body(Map.of("refresh_grace_seconds", 0))
                .patch("/clients/" + stranger)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/refresh_grace_seconds"));
        house.owner()
                .get("/clients/" + stranger)
                .then()
                .body("client_name", equalTo("Stranger"))
                .body("refresh_grace_seconds", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"refresh_grace_seconds\":3601}', /refresh_grace_seconds",
        "'{\"refresh_grace_seconds\":-1}', /refresh_grace_seconds",
        "'{\"client_name\":\"\"}', /client_name",
        "'{\"scopes\":[\"carnet:operate\"]}', /scopes"
    })
    void names_the_field_of_an_edit_that_is_not_acceptable(String body, String pointer) {
        String id = create(Map.of("client_name", "Own")).extract().path("client_id");
        house.owner()
                .body(body)
                .patch("/clients/" + id)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void lists_its_own_clients_and_the_strangers_that_hold_a_grant_here() {
        String own = create(Map.of("client_name", "Own")).extract().path("client_id");
        String known = stranger();
        String unknown = stranger();
        grant(house, known);
        grant(new House(), unknown);
        house.owner()
                .get("/clients?limit=100")
                .then()
                .statusCode(200)
                .body("items.client_id", hasItems(own, known))
                .body("items.client_id", not(hasItem(unknown)))
                .body("items.find { it.client_id == '" + known + "' }.grants", equalTo(1))
                .body(
                        "items.find { it.client_id == '" + known + "' }.origin",
                        equalTo("registered"));
        house.owner().get("/clients/" + unknown).then().statusCode(404);
    }

    @Test
    void revoking_a_stranger_ends_what_it_has_here_only() {
        var other = new House();
        String stranger = stranger();
        grant(house, stranger);
        grant(other, stranger);
        house.owner()
                .delete("/clients/" + stranger)
                .then()
                .statusCode(200)
                .body("counts.grants", equalTo(1))
                .body("counts.clients", equalTo(0));
        house.owner().get("/grants").then().body("items[0].status", equalTo("revoked"));
        other.owner().get("/grants").then().body("items[0].status", equalTo("active"));
    }

    @Test
    void people_see_the_grants_they_gave_and_operators_everybodys() {
        String member = house.person(Role.MEMBER);
        String grant = grant(house, member, stranger());
        house.as(member).get("/grants").then().body("items.id", equalTo(List.of(grant)));
        house.as(Role.MEMBER).get("/grants").then().body("items.size()", equalTo(0));
        house.as(Role.OPERATOR).get("/grants").then().body("items.id", hasItem(grant));
    }

    private ValidatableResponse create(Map<String, ?> body) {
        return house.owner().body(body).post("/clients").then();
    }

    private ValidatableResponse token(String id, String secret) {
        return Patience.given()
                .auth()
                .preemptive()
                .basic(id, secret)
                .formParam("grant_type", "client_credentials")
                .post("/token")
                .then();
    }

    private String stranger() {
        String id = Ids.fresh("cli");
        house.world()
                .write(
                        """
                        INSERT INTO auth.client (client_id, name, application_type,
                            token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources)
                        VALUES (?, 'Stranger', 'web', 'none', '{}', '{}', '{}', '{}')
                        """,
                        id);
        return id;
    }

    private static String grant(House in, String client) {
        return grant(in, in.ownerId(), client);
    }

    private static String grant(House in, String person, String client) {
        String id = Ids.fresh("grt");
        in.world()
                .write(
                        """
                        INSERT INTO auth.grant_ (workspace_id, grant_id, person_id, client_id, scope,
                            resource, label) VALUES (?, ?, ?, ?, 'carnet:read', 'x', 'laptop')
                        """,
                        in.workspace(),
                        id,
                        person,
                        client);
        return id;
    }
}
