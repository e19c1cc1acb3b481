package dev.carnet.auth.trust;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
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

/// `/trusted-issuers` and `/account-links`.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class TrustedIssuerEndpointTest {

    private static final String ISSUER = "https://idp.example/" + "acme";

    private final House house = new House();

    @Test
    void an_issuer_is_trusted_read_edited_and_deleted() {
        String id =
                trust(house.owner(), Map.of("jwks_uri", "https://keys.example/jwks"))
                        .statusCode(201)
                        .header("ETag", equalTo("\"1\""))
                        .body("id", startsWith("tis_"))
                        .body("kind", equalTo("id-jag"))
                        .body("scopes", equalTo(List.of("carnet:read")))
                        .body("status", equalTo("active"))
                        .body("jwks", nullValue())
                        .extract()
                        .path("id");
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "Other", "scopes", List.of("carnet:read", "carnet:write")))
                .patch("/trusted-issuers/" + id)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("name", equalTo("Other"))
                .body("jwks_uri", equalTo("https://keys.example/jwks"));
        house.as(Role.AUDITOR)
                .get("/trusted-issuers/" + id)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("scopes", hasSize(2));
        house.owner()
                .header("If-Match", "\"2\"")
                .delete("/trusted-issuers/" + id)
                .then()
                .statusCode(200)
                .body("type", equalTo("issuer"));
        house.owner().get("/trusted-issuers/" + id).then().statusCode(404);
    }

    @Test
    void an_edit_of_another_version_changes_nothing() {
        String id = trust(house.owner(), Map.of()).extract().path("id");
        house.owner()
                .body(Map.of("name", "Second"))
                .patch("/trusted-issuers/" + id)
                .then()
                .statusCode(200);
        for (Map<String, String> edit :
                List.of(Map.of("name", "x"), Map.of("status", "disabled"))) {
            house.owner()
                    .header("If-Match", "\"1\"")
                    .body(edit)
                    .patch("/trusted-issuers/" + id)
                    .then()
                    .statusCode(412)
                    .body("code", equalTo("precondition_failed"));
        }
        house.owner()
                .header("If-Match", "\"1\"")
                .delete("/trusted-issuers/" + id)
                .then()
                .statusCode(412);
        house.owner()
                .get("/trusted-issuers/" + id)
                .then()
                .body("name", equalTo("Second"))
                .body("status", equalTo("active"));
    }

    @Test
    void lists_come_in_pages() {
        for (String name : List.of("one", "two", "three")) {
            trust(house.owner(), Map.of("name", name)).statusCode(201);
        }
        String cursor =
                house.owner()
                        .get("/trusted-issuers?limit=2")
                        .then()
                        .body("items.name", equalTo(List.of("three", "two")))
                        .extract()
                        .path("next_cursor");
        house.owner()
                .get("/trusted-issuers?limit=2&cursor=" + cursor)
                .then()
                .body("items.name", equalTo(List.of("one")))
                .body("next_cursor", nullValue());
        house.owner()
                .get("/account-links?cursor=" + cursor)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_cursor"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"kind\":\"saml\"', /kind",
        "'\"kind\":null', /kind",
        "'\"name\":\" \"', /name",
        "'\"issuer\":\"\"', /issuer",
        "'\"issuer\":\"http://idp.example\"', /issuer",
        "'\"issuer\":\"https://u:p@idp.example\"', /issuer",
        "'\"issuer\":\"https://idp.example/?a=b\"', /issuer",
        "'\"issuer\":\"https://idp.example/#a\"', /issuer",
        "'\"issuer\":\"idp\"', /issuer",
        "'\"jwks_uri\":\"http://idp.example/jwks\"', /jwks_uri",
        "'\"jwks\":{\"keys\":[]}', /jwks",
        "'\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}', /jwks",
        "'\"jwks\":\"x\"', /jwks",
        "'\"algorithms\":[\"none\"]', /algorithms",
        "'\"algorithms\":[\"HS256\"]', /algorithms",
        "'\"algorithms\":[]', /algorithms",
        "'\"scopes\":[\"carnet:all\"]', /scopes",
        "'\"scopes\":[]', /scopes",
        "'\"tenant\":{\"claim\":\"\",\"value\":\"x\"}', /tenant/claim",
        "'\"rules\":[{\"claims\":{\"sub\":\"x\"},\"client_id\":\"c\",\"scopes\":[\"carnet:read\"]}]', /rules",
        "'\"kind\":\"workload\"', /rules",
        "'\"unknown\":1', /unknown"
    })
    void names_the_field_that_is_not_acceptable(String member, String pointer) {
        String rest = "\"kind\":\"id-jag\",\"name\":\"A\",\"issuer\":\"" + ISSUER + "\"";
        String named = member.substring(0, member.indexOf(':'));
        String others =
                String.join(
                        ",",
                        List.of(rest.split(",", -1)).stream()
                                .filter(one -> !one.startsWith(named + ":"))
                                .toList());
        house.owner()
                .body("{" + others + "," + member + "}")
                .post("/trusted-issuers")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"claims\":{},\"client_id\":\"c\",\"scopes\":[\"carnet:read\"]}'",
        "'{\"claims\":{\"sub\":\"*\"},\"client_id\":\"c\",\"scopes\":[\"carnet:read\"]}'",
        "'{\"claims\":{\"sub\":\"x\"},\"scopes\":[\"carnet:read\"]}'",
        "'{\"claims\":{\"sub\":\"x\"},\"client_id\":\"c\",\"agent_id\":\"a\",\"scopes\":[\"carnet:read\"]}'",
        "'{\"claims\":{\"sub\":\"x\"},\"client_id\":\"c\",\"scopes\":[]}'",
        "'{\"claims\":{\"sub\":\"x\"},\"client_id\":\"cli_of_nobody\",\"scopes\":[\"carnet:read\"]}'",
        "'{\"claims\":{\"/a~2\":\"x\"},\"client_id\":\"c\",\"scopes\":[\"carnet:read\"]}'"
    })
    void a_rule_that_says_nothing_or_too_much_is_refused(String rule) {
        house.owner()
                .body(
                        "{\"kind\":\"workload\",\"name\":\"A\",\"issuer\":\""
                                + ISSUER
                                + "\",\"rules\":["
                                + rule
                                + "]}")
                .post("/trusted-issuers")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", startsWith("/rules"));
    }

    @Test
    void keys_are_by_value_or_elsewhere_and_disabling_goes_alone() {
        trust(
                        house.owner(),
                        Map.of(
                                "jwks_uri",
                                "https://keys.example/jwks",
                                "jwks",
                                Map.of("keys", List.of())))
                .statusCode(400)
                .body("errors.pointer", hasItem("/jwks_uri"));
        String id = trust(house.owner(), Map.of()).extract().path("id");
        house.owner()
                .body(Map.of("status", "disabled", "name", "x"))
                .patch("/trusted-issuers/" + id)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/status"));
    }

    /// Whoever says which subject is whom lets an issuer speak for them: that is an owner's to do.
    @Test
    void only_an_owner_lets_an_issuer_speak_for_people() {
        trust(house.as(Role.ADMIN), Map.of())
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        String id = trust(house.owner(), Map.of()).statusCode(201).extract().path("id");
        RequestSpecification admin = house.as(Role.ADMIN);
        admin.body(Map.of("name", "x")).patch("/trusted-issuers/" + id).then().statusCode(403);
        link(house.as(Role.ADMIN), id, "ann@idp", house.ownerId()).statusCode(403);
        house.as(Role.ADMIN)
                .body(Map.of("status", "disabled"))
                .patch("/trusted-issuers/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("disabled"));
        house.as(Role.ADMIN)
                .body(Map.of("status", "active"))
                .patch("/trusted-issuers/" + id)
                .then()
                .statusCode(403);
        house.as(Role.OPERATOR)
                .body(Map.of("status", "disabled"))
                .patch("/trusted-issuers/" + id)
                .then()
                .statusCode(403);
        house.as(Role.MEMBER).get("/trusted-issuers").then().statusCode(403);
    }

    /// An admin's own scopes are the most an issuer's word may be worth.
    @Test
    void nobody_gives_an_issuer_more_than_they_have() {
        trust(
                        house.as(house.ownerId(), Set.of(Scope.OPERATE)),
                        Map.of("scopes", List.of("carnet:read")))
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
    }

    @Test
    void links_are_made_once_listed_in_pages_and_removed() {
        String issuer = trust(house.owner(), Map.of()).extract().path("id");
        String person = house.person(Role.MEMBER);
        String first =
                link(house.owner(), issuer, "a@idp", person).statusCode(201).extract().path("id");
        link(house.owner(), issuer, "a@idp", house.ownerId())
                .statusCode(409)
                .body("code", equalTo("already_exists"));
        link(house.owner(), issuer, "b@idp", person).statusCode(201);
        String cursor =
                house.owner()
                        .get("/account-links?limit=1")
                        .then()
                        .body("items.subject", equalTo(List.of("b@idp")))
                        .extract()
                        .path("next_cursor");
        house.owner()
                .get("/account-links?limit=1&cursor=" + cursor)
                .then()
                .body("items.id", equalTo(List.of(first)))
                .body("next_cursor", nullValue());
        house.as(Role.ADMIN).delete("/account-links/" + first).then().statusCode(200);
        house.owner().delete("/account-links/" + first).then().statusCode(404);
        link(house.owner(), issuer, "a@idp", house.ownerId()).statusCode(201);
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', /issuer_id",
        "'{\"issuer_id\":\"x\",\"subject\":\"\",\"person_id\":\"p\"}', /subject",
        "'{\"issuer_id\":\"x\",\"subject\":\"s\"}', /person_id",
        "'{\"issuer_id\":\"x\",\"subject\":\"s\",\"person_id\":\"p\",\"role\":\"owner\"}', /role"
    })
    void names_the_field_of_a_link_that_is_not_acceptable(String body, String pointer) {
        house.owner()
                .body(body)
                .post("/account-links")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    /// V41: nobody is linked who is not of the workspace, nor by an issuer of another.
    @Test
    void a_link_stays_within_the_workspace() {
        var other = new House();
        String theirs = trust(other.owner(), Map.of()).extract().path("id");
        String ours = trust(house.owner(), Map.of()).extract().path("id");
        link(house.owner(), theirs, "a@idp", house.ownerId()).statusCode(404);
        link(house.owner(), ours, "a@idp", other.ownerId()).statusCode(404);
    }

    private static ValidatableResponse trust(RequestSpecification as, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", "id-jag");
        body.put("name", "Company");
        body.put("issuer", ISSUER);
        body.putAll(more);
        return as.body(body).post("/trusted-issuers").then();
    }

    private static ValidatableResponse link(
            RequestSpecification as, String issuer, String subject, String person) {
        return as.body(Map.of("issuer_id", issuer, "subject", subject, "person_id", person))
                .post("/account-links")
                .then();
    }
}
