package dev.carnet.auth.rest;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.desk.Route;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Everything another workspace has, asked for by the owner of this one: through every route that
/// takes an id, in its path or in its body.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ForeignIdsTest {

    private static final Map<String, Object> BODIES =
            Map.of(
                    "PATCH /workspaces/{id}", Map.of("name", "x"),
                    "PATCH /members/{id}", Map.of("role", "viewer"),
                    "PATCH /grants/{id}", Map.of("label", "x"),
                    "PATCH /identity-providers/{id}", Map.of("enabled", false),
                    "PATCH /agents/{id}", Map.of("description", "x"),
                    "POST /reviews/{id}/decision", Map.of("version", 1, "decision", "accept"));

    private final House house = new House();
    private final House other = new House();
    private final String member = other.person(Role.MEMBER);
    private final String agent = other.world().agent(other.workspace(), member);

    @Test
    void are_not_found_by_any_route_with_an_id_in_its_path() {
        Map<String, String> ids = ids();
        Set<String> kinds =
                Routes.TABLE.routes().stream()
                        .filter(route -> route.template().contains("{id}"))
                        .map(ForeignIdsTest::kind)
                        .collect(Collectors.toSet());
        assertEquals(kinds, ids.keySet());
        for (Route route : Routes.TABLE.routes()) {
            if (route.template().contains("{id}")) {
                house.owner()
                        .body(BODIES.getOrDefault(route.name(), Map.of()))
                        .request(
                                route.method(),
                                route.template().replace("{id}", ids.get(kind(route))))
                        .then()
                        .statusCode(404)
                        .body("code", equalTo("not_found"));
            }
        }
    }

    @Test
    void are_not_found_in_a_body() {
        house.owner().body(Map.of("agent_id", agent)).post("/passports").then().statusCode(404);
        for (var target : targets().entrySet()) {
            house.owner()
                    .body(Map.of("type", target.getKey(), "id", target.getValue()))
                    .post("/revocations")
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void are_in_no_list() {
        ids();
        targets();
        for (String list :
                List.of(
                        "/keys",
                        "/agents",
                        "/passports",
                        "/clients",
                        "/client-policies",
                        "/trusted-issuers",
                        "/account-links",
                        "/exchange-rules",
                        "/grants",
                        "/revocations",
                        "/reviews",
                        "/invitations")) {
            house.owner().get(list).then().statusCode(200).body("items.size()", equalTo(0));
        }
    }

    private static String kind(Route route) {
        return route.template().substring(1, route.template().indexOf('/', 1));
    }

    private String limits() {
        String id = Ids.fresh("atp");
        other.world()
                .write(
                        """
                        INSERT INTO gateway.agent_template
                            (workspace_id, template_id, name, agents, created_at)
                        VALUES (?, ?, 'Some', '{}', now())
                        """,
                        other.workspace(),
                        id);
        other.world()
                .write(
                        "INSERT INTO auth.agent_limit (workspace_id, template_id) VALUES (?, ?)",
                        other.workspace(),
                        id);
        return id;
    }

    private String review() {
        String id = Ids.fresh("rev");
        other.world()
                .write(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, agent_id, owner_id,
                            passport_session, mode, life_seconds, began_at, seen_at, checked_at)
                        VALUES (?, ?, ?, ?, 'pss_x', 'logged', 900, now(), now(), now())
                        """,
                        other.workspace(),
                        id,
                        agent,
                        member);
        other.world()
                .write(
                        """
                        INSERT INTO auth.review
                            (workspace_id, review_id, line, agent_id, made_at, findings)
                        VALUES (?, ?, ?, ?, now(), '[]')
                        """,
                        other.workspace(),
                        id,
                        id,
                        agent);
        return id;
    }

    private Map<String, String> ids() {
        return new HashMap<>(
                Map.ofEntries(
                        Map.entry("workspaces", other.workspace()),
                        Map.entry("me", session()),
                        Map.entry("invitations", invitation()),
                        Map.entry("members", member),
                        Map.entry("keys", key()),
                        Map.entry("agents", agent),
                        Map.entry("agent-limits", limits()),
                        Map.entry("passports", passport()),
                        Map.entry("reviews", review()),
                        Map.entry("identity-providers", provider()),
                        Map.entry("upstream-clients", upstreamClient()),
                        Map.entry("clients", client()),
                        Map.entry("grants", grant()),
                        Map.entry("client-policies", policy()),
                        Map.entry("trusted-issuers", issuer()),
                        Map.entry("account-links", link()),
                        Map.entry("exchange-rules", rule())));
    }

    private Map<String, String> targets() {
        return Map.of(
                "passport", passport(),
                "grant", grant(),
                "client", client(),
                "agent", agent,
                "key", key(),
                "member", member);
    }

    private String invitation() {
        return other.owner()
                .body(Map.of("email", Ids.fresh("x") + "@example.test", "role", "member"))
                .post("/invitations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String issuer() {
        String id = Ids.fresh("tis");
        other.world()
                .write(
                        """
                        INSERT INTO auth.trusted_issuer (workspace_id, issuer_id, kind, name,
                            issuer, algorithms, scopes, clients, audiences, rules)
                        VALUES (?, ?, 'id-jag', 'a', 'https://a.example', '{ES256}',
                            '{carnet:read}', '{}', '{}', '[]')
                        """,
                        other.workspace(),
                        id);
        return id;
    }

    private String rule() {
        String id = Ids.fresh("xrl");
        other.world()
                .write(
                        """
                        INSERT INTO auth.exchange_rule (workspace_id, rule_id, client_id, subject,
                            roles, ids, scopes, resources)
                        VALUES (?, ?, ?, 'person', '{}', '{}', '{carnet:read}', '{}')
                        """,
                        other.workspace(),
                        id,
                        client());
        return id;
    }

    private String link() {
        String id = Ids.fresh("lnk");
        other.world()
                .write(
                        """
                        INSERT INTO auth.account_link
                            (workspace_id, link_id, issuer_id, subject, person_id)
                        VALUES (?, ?, ?, 'a', ?)
                        """,
                        other.workspace(),
                        id,
                        issuer(),
                        member);
        return id;
    }

    private String session() {
        String id = Ids.fresh("ses");
        other.world()
                .write(
                        """
                        INSERT INTO auth.sign_in_session (hash, person_id, created_at, seen_at,
                            expires_at, session_id, authenticated_at, strength, device, network)
                        VALUES (?, ?, now(), now(), now() + interval '1 hour', ?, now(), 'password',
                            'x', 'x')
                        """,
                        id.getBytes(StandardCharsets.UTF_8),
                        member,
                        id);
        return id;
    }

    private String key() {
        return other.owner()
                .body(Map.of("name", "a", "kind", "workspace"))
                .post("/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String client() {
        return other.owner()
                .body(Map.of("client_name", "a"))
                .post("/clients")
                .then()
                .statusCode(201)
                .extract()
                .path("client_id");
    }

    private String policy() {
        return other.owner()
                .body(Map.of("domain", "a.example", "stance", "unauthorized"))
                .put("/client-policies")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private String provider() {
        return other.owner()
                .body(
                        Map.of(
                                "name", "Acme",
                                "issuer", "https://id.example.test",
                                "client_id", "carnet"))
                .post("/identity-providers")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String upstreamClient() {
        return other.owner()
                .body(Map.of("issuer", "https://as.example.test", "client_id", "carnet"))
                .post("/upstream-clients")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String passport() {
        return other.owner()
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("jti");
    }

    private String grant() {
        String id = Ids.fresh("grt");
        other.world()
                .write(
                        """
                        INSERT INTO auth.grant_ (workspace_id, grant_id, person_id, client_id, scope,
                            resource, label) VALUES (?, ?, ?, ?, 'carnet:read', 'x', 'laptop')
                        """,
                        other.workspace(),
                        id,
                        member,
                        client());
        return id;
    }
}
