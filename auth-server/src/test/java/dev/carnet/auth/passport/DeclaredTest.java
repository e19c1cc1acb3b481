package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

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
        return report("/checkout", token, actions, used);
    }

    private static ValidatableResponse report(
            String path, String token, int actions, String... used) {
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
                .post(House.API + "/passports" + path)
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

    /// H1, H3: what somebody puts into a toolset later an agent that declared it may use, too.
    @Test
    void a_declared_toolset_may_grow() {
        String mail = server("mail");
        String post = server("post");
        String letters = toolset("letters", List.of(mail));
        var given = issue(intent("letters")).statusCode(201).extract();
        house.world()
                .write(
                        "UPDATE gateway.toolset SET members = ? WHERE toolset_id = ?",
                        "[{\"server_id\":\"%s\",\"kind\":\"tool\"}]".formatted(post),
                        letters);
        seen(given.path("jti"), "post");
        checkout(given.path("token"), 1, "letters")
                .statusCode(200)
                .body("outcome", equalTo("clean"))
                .body("findings", hasSize(0));
    }

    private ValidatableResponse decide(String review, Map<String, ?> decision) {
        return house.owner().body(decision).post("/reviews/" + review + "/decision").then();
    }

    /// H4: nobody accepts what they did not see: what is found after they looked asks them anew.
    @Test
    void what_is_found_after_somebody_looked_is_not_accepted() {
        server("mail");
        server("bank");
        var given = issue(intent("mail")).statusCode(201).extract();
        seen(given.path("jti"), "mail");
        var mild =
                report("/checkpoint", given.path("token"), 1)
                        .statusCode(200)
                        .body("outcome", equalTo("flagged"))
                        .extract();
        String review = mild.path("review_id");
        house.owner().get("/reviews").then().body("items[0].version", equalTo(1));
        seen(given.path("jti"), "bank");
        checkout(mild.path("passport.token"), 2, "mail", "bank")
                .body("outcome", equalTo("blocked"))
                .body("review_id", equalTo(review));
        decide(review, Map.of("decision", "accept"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/version"));
        decide(review, Map.of("version", 1, "decision", "accept"))
                .statusCode(412)
                .body("detail", containsString("It changed meanwhile"));
        issue(intent("mail")).statusCode(403).body("code", equalTo("passport_blocked"));
        house.owner()
                .get("/reviews")
                .then()
                .body("items[0].version", equalTo(2))
                .body("items[0].findings.kind", equalTo(List.of("undeclared_service")));
        decide(review, Map.of("version", 2, "decision", "accept")).statusCode(200);
        issue(intent("mail")).statusCode(201);
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

    private static ValidatableResponse verify(String token, String... more) {
        var asked = new HashMap<String, String>(Map.of("token", token));
        for (int i = 0; i < more.length; i += 2) {
            asked.put(more[i], more[i + 1]);
        }
        return post("/verify", asked);
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    private void outside(String token, String... more) {
        verify(token, more)
                .statusCode(200)
                .body("active", equalTo(false))
                .body("reason", equalTo("outside_passport"))
                .body("agent_id", equalTo(agent));
    }

    private String passport(Map<String, ?> wanted) {
        return issue(wanted).statusCode(201).extract().path("token");
    }

    /// C8: whoever is shown a passport asks whether it counts for them.
    @Test
    void a_passport_is_verified_for_a_service_and_a_tool() {
        String mail = server("mail");
        toolset("letters", List.of(mail));
        server("bank");
        var scopes = List.of("read");
        var bounded =
                new HashMap<String, Object>(
                        Map.of(
                                "services",
                                List.of(
                                        Map.of(
                                                "id",
                                                mail,
                                                "scopes",
                                                scopes,
                                                "tools",
                                                List.of("send")))));
        bounded.putAll(intent("mail"));
        String one = passport(bounded);
        verify(one, "service", "mail").body("active", equalTo(true));
        verify(one, "service", mail, "tool", "send").body("active", equalTo(true));
        outside(one, "service", "mail", "tool", "wipe");
        outside(one, "service", "bank");
        outside(one, "service", "carnet");
        outside(one, "service", "nowhere");
        verify(one, "tool", "send").statusCode(400).body("errors[0].pointer", equalTo("/tool"));
        verify(one, "service", "no slug").statusCode(400);
        bounded.put("services", List.of(Map.of("id", "letters", "scopes", scopes)));
        String all = passport(bounded);
        verify(all, "service", "mail", "tool", "wipe").body("active", equalTo(true));
        outside(all, "service", "bank");
        String anything = passport(intent("mail"));
        verify(anything, "service", "bank").body("active", equalTo(true));
        outside(anything, "service", "nowhere");
        house.as(member)
                .body(Map.of("type", "agent", "id", agent))
                .post("/revocations")
                .then()
                .statusCode(200);
        verify(one, "service", "bank").body("reason", equalTo("agent_suspended"));
    }

    /// C8, A6: a passport for one place counts for what is there and nothing else.
    @Test
    void a_passport_for_a_place_counts_for_what_is_there() {
        toolset("letters", List.of(server("mail")));
        server("bank");
        var wanted = new HashMap<String, Object>(intent("mail"));
        wanted.put("resource", house.world().mcpUrl() + "/" + house.workspace() + "/letters");
        String there = passport(wanted);
        verify(there, "service", "mail").body("active", equalTo(true));
        outside(there, "service", "bank");
    }

    /// C5, H1: whoever says that they will send nobody sends nobody, by no passport of the line.
    @Test
    void who_declares_no_delegation_does_not_delegate() {
        Map<String, Object> alone = Map.of("summary", "answer", "will_delegate", false);
        String token = passport(Map.of("intent", alone, "mode", "enforced"));
        var child = Map.of("agent_id", agent, "intent", Map.of("summary", "help"));
        String next =
                post("/refresh", Map.of("token", token)).statusCode(200).extract().path("token");
        for (String sender : List.of(token, next)) {
            post("/delegate", Map.of("token", sender, "passport", child))
                    .statusCode(403)
                    .body("detail", containsString("will_delegate"));
        }
        String free =
                passport(Map.of("intent", Map.of("summary", "answer", "will_delegate", true)));
        String sent =
                post(
                                "/delegate",
                                Map.of(
                                        "token",
                                        free,
                                        "passport",
                                        Map.of("agent_id", agent, "intent", alone)))
                        .statusCode(201)
                        .extract()
                        .path("token");
        post("/delegate", Map.of("token", sent, "passport", child)).statusCode(403);
    }

    /// H1, H3: a toolset of more servers than a passport can name is declared as what it is.
    @Test
    void a_toolset_of_many_servers_is_declared_by_its_name() {
        toolset("everything", IntStream.range(0, 33).mapToObj(i -> server("server-" + i)).toList());
        var given =
                issue(intent("everything"))
                        .statusCode(201)
                        .body("intent.services", equalTo(List.of("everything")))
                        .extract();
        seen(given.path("jti"), "server-32");
        checkout(given.path("token"), 1, "everything")
                .body("outcome", equalTo("clean"))
                .body("findings", hasSize(0));
    }
}
