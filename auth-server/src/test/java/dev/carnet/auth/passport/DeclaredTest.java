package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What agents say that they are up to, where they say it of toolsets.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DeclaredTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);

    private String server(String slug) {
        String id = Ids.fresh("srv");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.server (workspace_id, server_id, slug, name, transport,
                          address, authentication, private_allowed, bounds, approved_shape, created_by,
                          created_at)
                        VALUES (?, ?, ?, 'Notes', 'http', 'https://a.example',
                          '{"kind":"person_key"}', false, '{}', '{}', 'test', now())
                        """,
                        house.workspace(),
                        id,
                        slug);
        return id;
    }

    private String toolset(String slug, List<String> servers) {
        String id = Ids.fresh("tls");
        String members =
                String.join(
                        ",",
                        servers.stream()
                                .map("{\"server_id\":\"%s\",\"kind\":\"tool\"}"::formatted)
                                .toList());
        house.world()
                .write(
                        """
                        INSERT INTO gateway.toolset
                            (workspace_id, toolset_id, slug, name, members, created_at)
                        VALUES (?, ?, ?, 'Letters', ?, now())
                        """,
                        house.workspace(),
                        id,
                        slug,
                        "[" + members + "]");
        return id;
    }

    private ValidatableResponse issue(Map<String, ?> more) {
        var asked = new HashMap<String, Object>(more);
        asked.put("agent_id", agent);
        asked.put("mode", "enforced");
        return house.as(member).body(asked).post("/passports").then();
    }

    private static Map<String, Object> intent(String... services) {
        return Map.of("intent", Map.of("summary", "answer", "services", List.of(services)));
    }

    /// What the gateway says of a call, as it stands in the log.
    private void seen(String jti, String server) {
        Object log =
                house.world()
                        .read(
                                "SELECT log_id FROM audit.log WHERE workspace_id = ?",
                                house.workspace());
        long seq = 1_000_000 + System.nanoTime() % 1_000_000_000;
        house.world()
                .write(
                        """
                        INSERT INTO audit.index (log_id, seq, time, eid, act, jti, tool)
                        VALUES (?, ?, now(), gen_random_uuid(), 'tool.call.begin', ?, 'send')
                        """,
                        log,
                        seq,
                        jti);
        house.world()
                .write(
                        """
                        INSERT INTO audit.entry (part, log_id, seq, leaf, data)
                        VALUES (date_trunc('month', now())::date, ?, ?, '', convert_to(?, 'UTF8'))
                        """,
                        log,
                        seq,
                        "{\"event\":{\"srv\":\"%s\"}}".formatted(server));
    }

    private static ValidatableResponse checkout(String token, int actions, String... used) {
        return House.patient()
                .contentType("application/json")
                .body(
                        Map.of(
                                "token",
                                token,
                                "services_used",
                                List.of(used),
                                "actions_count",
                                actions,
                                "summary",
                                "answered"))
                .post(House.API + "/passports/checkout")
                .then();
    }

    /// H1, H3: whoever declares a toolset, and says that it used it, means the servers in it.
    @Test
    void a_declared_toolset_stands_for_its_servers() {
        toolset("letters", List.of(server("mail"), server("post")));
        server("bank");
        var clean =
                issue(intent("letters"))
                        .statusCode(201)
                        .body("intent.services", equalTo(List.of("letters", "mail", "post")))
                        .extract();
        seen(clean.path("jti"), "mail");
        checkout(clean.path("token"), 1, "letters")
                .statusCode(200)
                .body("outcome", equalTo("clean"))
                .body("findings", hasSize(0));
        var odd = issue(intent("letters")).statusCode(201).extract();
        seen(odd.path("jti"), "bank");
        checkout(odd.path("token"), 1, "letters")
                .body("outcome", equalTo("blocked"))
                .body(
                        "findings.kind",
                        containsInAnyOrder(
                                "undeclared_service", "unreported_service", "unseen_service"))
                .body(
                        "findings.detail",
                        containsInAnyOrder("bank: 1 calls", "bank: 1 calls", "letters: 0 calls"));
    }

    /// H1: what a passport is for is declared where nothing else is, toolsets with their servers.
    @Test
    void a_toolset_that_a_passport_is_for_is_declared() {
        String id = toolset("letters", List.of(server("mail")));
        issue(
                        Map.of(
                                "services",
                                List.of(Map.of("id", id, "scopes", List.of("read"))),
                                "intent",
                                Map.of("summary", "answer")))
                .statusCode(201)
                .body("intent.services", equalTo(List.of("letters", "mail")));
    }

    /// H1: toolsets do not declare more than a passport can say.
    @Test
    void toolsets_of_too_many_servers_are_not_declared() {
        toolset("everything", IntStream.range(0, 32).mapToObj(i -> server("server-" + i)).toList());
        issue(intent("everything"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/intent/services"))
                .body("errors[0].detail", containsString("33"));
        assertEquals(
                List.of(),
                house.world().strings("SELECT jti FROM auth.passport WHERE agent_id = ?", agent));
    }
}
