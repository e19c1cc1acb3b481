package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The resource that a passport is for, and counts at.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ResourceOfPassportTest {

    private static final String ORDERS = TestCarnet.OTHER_RESOURCE;

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);

    private ValidatableResponse issue(String resource, Map<String, ?> more) {
        var asked = new HashMap<String, Object>(Map.of("agent_id", agent, "resource", resource));
        asked.putAll(more);
        return house.as(member).body(asked).post("/passports").then();
    }

    private String token(String resource) {
        return issue(resource, Map.of()).statusCode(201).extract().path("token");
    }

    private static List<String> audience(String token) throws ParseException {
        return SignedJWT.parse(token).getJWTClaimsSet().getAudience();
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    private String place(String workspace, String slug) {
        house.world()
                .write(
                        """
                        INSERT INTO gateway.toolset
                            (workspace_id, toolset_id, slug, name, members, created_at)
                        VALUES (?, ?, ?, 'Letters', '[]', now())
                        """,
                        workspace,
                        Ids.fresh("tls"),
                        slug);
        return house.world().mcpUrl() + "/" + workspace + "/" + slug;
    }

    /// A6: a passport for another resource server is for it alone, and nobody who is shown it there
    /// can have it renewed, report with it or send others.
    @Test
    void what_is_for_another_resource_server_does_nothing_here() throws ParseException {
        String token = token(ORDERS);
        assertEquals(List.of(ORDERS), audience(token));
        post("/verify", Map.of("token", token))
                .body("active", equalTo(true))
                .body("resource", equalTo(ORDERS));
        post("/refresh", Map.of("token", token))
                .statusCode(401)
                .body("detail", equalTo("It is for another resource server: ask for a new one."));
        post("/delegate", Map.of("token", token, "passport", Map.of("agent_id", agent)))
                .statusCode(401);
        post(
                        "/checkout",
                        Map.of(
                                "token",
                                token,
                                "services_used",
                                List.of(),
                                "actions_count",
                                0,
                                "summary",
                                "done"))
                .statusCode(401);
        House.patient()
                .header("Authorization", "Bearer " + token)
                .get(House.API + "/agents")
                .then()
                .statusCode(401);
        house.as(member)
                .body(Map.of("type", "passport", "id", jti(token)))
                .post("/revocations")
                .then()
                .statusCode(200);
        post("/verify", Map.of("token", token)).body("active", equalTo(false));
    }

    private static String jti(String token) throws ParseException {
        return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
    }

    /// A6: a passport for one toolset's place stays for it, whatever it is renewed or delegated
    /// into.
    @Test
    void what_is_for_a_place_of_the_gateway_stays_for_it() throws ParseException {
        String place = place(house.workspace(), "letters");
        String token = token(place);
        assertEquals(List.of(place), audience(token));
        String next = post("/refresh", Map.of("token", token)).extract().path("token");
        assertEquals(List.of(place), audience(next));
        String child =
                post("/delegate", Map.of("token", next, "passport", Map.of("agent_id", agent)))
                        .statusCode(201)
                        .extract()
                        .path("token");
        assertEquals(List.of(place), audience(child));
        post(
                        "/delegate",
                        Map.of(
                                "token",
                                next,
                                "passport",
                                Map.of("agent_id", agent, "resource", house.world().mcpUrl())))
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
    }

    /// J5: only resources that are there, and none of another workspace.
    @Test
    void what_is_no_resource_is_refused() {
        var elsewhere = new House();
        for (String none :
                List.of(
                        "https://evil.example",
                        house.world().issuer() + "/api/v1",
                        house.world().mcpUrl() + "/" + house.workspace() + "/nothing",
                        place(elsewhere.workspace(), "theirs"))) {
            issue(none, Map.of()).statusCode(400).body("errors[0].pointer", equalTo("/resource"));
        }
    }

    /// H1: what the gateway does not see it cannot compare with a report.
    @Test
    void an_agent_that_is_watched_or_bounded_stays_at_the_gateway() {
        issue(ORDERS, Map.of("mode", "logged", "intent", Map.of("summary", "order")))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/resource"));
        issue(ORDERS, Map.of("services", List.of(Map.of("id", "carnet"))))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/resource"));
    }
}
