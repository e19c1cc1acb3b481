package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class PassportEndpointTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);

    /// C1: for a registered agent, for 900 seconds unless somebody says otherwise.
    @Test
    void issues_a_signed_passport_for_the_mcp_endpoint() throws ParseException {
        var answer =
                issue(Map.of("agent_id", agent, "intent", Map.of("summary", "sum up")))
                        .statusCode(201)
                        .body("agent_id", equalTo(agent))
                        .body("owner_id", equalTo(member))
                        .body("intent.summary", equalTo("sum up"))
                        .body("state", equalTo("active"))
                        .extract();
        JWTClaimsSet claims = SignedJWT.parse(answer.path("token")).getJWTClaimsSet();
        assertEquals(List.of(house.world().mcpUrl()), claims.getAudience());
        assertEquals(agent, claims.getSubject());
        assertEquals(answer.path("jti"), claims.getJWTID());
        assertEquals(
                Duration.ofMinutes(15),
                Duration.between(
                        claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant()));
        assertEquals("sum up", claims.getJSONObjectClaim("carnet").get("intent"));
        assertEquals("passport", claims.getJSONObjectClaim("carnet").get("kind"));
        assertEquals(
                claims.getExpirationTime().toInstant(),
                Instant.parse(answer.<String>path("expires_at")));
    }

    /// C1: between a minute and an hour.
    @ParameterizedTest
    @CsvSource({"59, 400", "60, 201", "3600, 201", "3601, 400", "7200, 400"})
    void lives_a_minute_to_an_hour(int seconds, int status) {
        issue(Map.of("agent_id", agent, "ttl_seconds", seconds)).statusCode(status);
    }

    @Test
    void has_only_scopes_of_the_agent_and_of_who_asks() {
        issue(Map.of("agent_id", agent, "scopes", List.of("carnet:operate")))
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
        house.as(member, Set.of(Scope.WRITE))
                .body(Map.of("agent_id", agent, "scopes", List.of("carnet:read")))
                .post("/passports")
                .then()
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
        house.as(member, Set.of(Scope.WRITE))
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .body("scopes", equalTo(List.of("carnet:write")));
    }

    @Test
    void a_caller_and_an_agent_with_nothing_in_common_make_no_passport() {
        house.world()
                .write("UPDATE auth.agent SET scopes = '{carnet:read}' WHERE agent_id = ?", agent);
        house.as(member, Set.of(Scope.WRITE))
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
    }

    @Test
    void only_its_owner_and_operators_issue_for_an_agent() {
        var body = Map.of("agent_id", agent);
        house.as(Role.MEMBER).body(body).post("/passports").then().statusCode(403);
        house.as(Role.OPERATOR).body(body).post("/passports").then().statusCode(201);
    }

    @Test
    void an_agent_issues_none() {
        var claims =
                house.world()
                        .claims(house.workspace(), member)
                        .passport(agent, member)
                        .audience(house.world().issuer() + House.API);
        House.bearer(house.world().token(claims))
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    @Test
    void an_agent_whose_owner_left_gets_none() {
        house.world().write("DELETE FROM auth.member WHERE person_id = ?", member);
        house.owner().body(Map.of("agent_id", agent)).post("/passports").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', /agent_id",
        "'{\"agent_id\":\"agt_x\",\"ttl_seconds\":\"900\"}', /ttl_seconds",
        "'{\"agent_id\":\"agt_x\",\"ttl_seconds\":900.5}', /ttl_seconds",
        "'{\"agent_id\":\"agt_x\",\"intent\":{\"summary\":\"\"}}', /intent/summary",
        "'{\"agent_id\":\"agt_x\",\"intent\":{\"summary\":\"a\",\"more\":1}}', /intent/more"
    })
    void names_the_field_that_is_not_acceptable(String body, String pointer) {
        house.as(member)
                .body(body)
                .post("/passports")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    /// C7: without any credential; one that was taken away says so.
    @Test
    void anybody_who_holds_a_passport_may_ask_what_it_is_worth() {
        String token = issue(Map.of("agent_id", agent)).extract().path("token");
        verify(token)
                .statusCode(200)
                .body("active", equalTo(true))
                .body("agent_id", equalTo(agent))
                .body("reason", nullValue());
        String jti = verify(token).extract().path("jti");
        house.as(member)
                .body(Map.of("type", "passport", "id", jti))
                .post("/revocations")
                .then()
                .statusCode(200);
        verify(token).body("active", equalTo(false)).body("reason", equalTo("revoked"));
    }

    @Test
    void tells_nothing_of_what_the_signature_does_not_prove() {
        String token = issue(Map.of("agent_id", agent)).extract().path("token");
        String[] parts = token.split("\\.", -1);
        String flipped = (parts[2].startsWith("A") ? "B" : "A") + parts[2].substring(1);
        verify(parts[0] + "." + parts[1] + "." + flipped)
                .body("active", equalTo(false))
                .body("reason", equalTo("invalid"))
                .body(not(containsString(agent)));
        verify("nonsense").body("reason", equalTo("invalid"));
        verify(house.ownerToken())
                .body("active", equalTo(false))
                .body("reason", equalTo("invalid"));
    }

    /// C7: one that is over says so.
    @Test
    void says_that_a_passport_has_expired() {
        var claims =
                house.world()
                        .claims(house.workspace(), member)
                        .passport(agent, member)
                        .lives(Instant.now().minusSeconds(900), Instant.now().minusSeconds(1));
        verify(house.world().token(claims))
                .body("active", equalTo(false))
                .body("reason", equalTo("expired"));
    }

    /// C7: what is active, by agent and session.
    @Test
    void lists_by_agent_session_and_state() {
        var first = issue(Map.of("agent_id", agent)).extract();
        var second = issue(Map.of("agent_id", agent)).extract();
        house.world()
                .write(
                        "UPDATE auth.passport SET expires_at = issued_at WHERE jti = ?",
                        first.<String>path("jti"));
        list("agent_id=" + agent).body("items.jti.size()", equalTo(2));
        list("agent_id=agt_other").body("items.size()", equalTo(0));
        list("session=" + second.path("session"))
                .body("items.jti", equalTo(List.of(second.<String>path("jti"))));
        list("state=expired").body("items.jti", equalTo(List.of(first.<String>path("jti"))));
        list("state=active").body("items.jti", equalTo(List.of(second.<String>path("jti"))));
        list("state=unknown").statusCode(400).body("errors.pointer", hasItem("state"));
        list("limit=100").body("items.token", not(hasItem(second.<String>path("token"))));
    }

    @Test
    void members_see_the_passports_of_their_own_agents() {
        issue(Map.of("agent_id", agent));
        house.as(Role.MEMBER).get("/passports").then().body("items.size()", equalTo(0));
        house.as(Role.AUDITOR).get("/passports").then().body("items.size()", equalTo(1));
    }

    @Test
    void pages_with_a_cursor_that_fits_the_filters() {
        issue(Map.of("agent_id", agent));
        issue(Map.of("agent_id", agent));
        String cursor = list("limit=1&state=active").extract().path("next_cursor");
        house.as(member)
                .queryParam("state", "active")
                .queryParam("cursor", cursor)
                .get("/passports")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1));
        house.as(member).queryParam("cursor", cursor).get("/passports").then().statusCode(400);
    }

    /// C4: several values are for `in` alone; elsewhere nobody could say which of them must hold.
    @ParameterizedTest
    @CsvSource({"in, 201", "eq, 400", "matches, 400", "starts_with, 400"})
    void what_is_compared_with_one_value_has_one(String op, int status) {
        var constraint = Map.of("path", "channel", "op", op, "values", List.of("one", "two"));
        var services = List.of(Map.of("id", "carnet", "constraints", List.of(constraint)));
        String parent = issue(Map.of("agent_id", agent)).extract().path("token");
        var asked = Map.of("agent_id", agent, "services", services);
        house.as(member)
                .body(Map.of("name", "bot", "services", services))
                .post("/agents")
                .then()
                .statusCode(status);
        issue(asked).statusCode(status);
        var delegated =
                House.patient()
                        .contentType("application/json")
                        .body(Map.of("token", parent, "passport", asked))
                        .post(House.API + "/passports/delegate")
                        .then()
                        .statusCode(status);
        if (status == 400) {
            delegated.body("errors.pointer", hasItem("/services"));
        }
    }

    private ValidatableResponse issue(Map<String, ?> body) {
        return house.as(member).body(body).post("/passports").then();
    }

    private ValidatableResponse verify(String token) {
        return io.restassured.RestAssured.given()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post("/api/v1/passports/verify")
                .then();
    }

    private ValidatableResponse list(String query) {
        return house.as(member).get("/passports?" + query).then();
    }
}
