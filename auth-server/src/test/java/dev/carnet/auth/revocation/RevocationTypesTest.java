package dev.carnet.auth.revocation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.journey.Patience;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What each type of revocation takes along, and what it leaves alone.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RevocationTypesTest {

    private final Trees trees = new Trees();
    private final House house = trees.house;
    private final String member = trees.member;
    private final String owner = house.ownerId();

    private List<JsonNode> entries(String act) {
        return AuditTrail.of(house.world(), house.workspace()).events().stream()
                .filter(event -> event.path("act").asText().equals(act))
                .toList();
    }

    /// E2: one entry for each child, breadth first, behind that of the revocation.
    @Test
    void every_child_has_its_entry_in_the_log() {
        String root = trees.issue(Map.of("agent_id", trees.agent));
        String left = trees.child(root);
        String right = trees.child(root);
        String below = trees.child(left);
        var levels =
                List.of(
                        Set.of(trees.jti(root)),
                        Set.of(trees.jti(left), trees.jti(right)),
                        Set.of(trees.jti(below)));

        var order = Map.of("type", "passport", "id", trees.jti(root));
        List<String> would =
                trees.revoke(member, with(order, "dry_run", true))
                        .statusCode(200)
                        .extract()
                        .path("revoked.id");
        assertEquals(levels, levels(would));
        List<String> did =
                trees.revoke(member, order)
                        .statusCode(200)
                        .body("counts.passports", equalTo(4))
                        .extract()
                        .path("revoked.id");
        assertEquals(levels, levels(did));

        var cascade = entries("revocation.cascade");
        assertEquals(
                did.subList(1, 4), cascade.stream().map(one -> one.path("id").asText()).toList());
        assertEquals(trees.jti(left), cascade.getLast().path("parent").asText());
        String cause = entries("revocation").getFirst().path("eid").asText();
        assertTrue(cascade.stream().allMatch(one -> one.path("cause").asText().equals(cause)));
        trees.revoke(member, Map.of("type", "passport", "id", trees.jti(root)))
                .body("already", equalTo(true))
                .body("revoked", hasSize(0));
        assertEquals(3, entries("revocation.cascade").size());
    }

    /// One root, two below it in any order, one below these.
    private static List<Set<String>> levels(List<String> ids) {
        assertEquals(4, ids.size());
        return List.of(Set.of(ids.get(0)), Set.of(ids.get(1), ids.get(2)), Set.of(ids.get(3)));
    }

    /// E2: what a session holds ends with it, each with its entry, and no other session.
    @Test
    void a_session_ends_with_everything_in_it() {
        String root = trees.issue(Map.of("agent_id", trees.agent));
        String child = trees.child(root);
        String beside = trees.issue(Map.of("agent_id", trees.agent));
        String session = trees.verify(root).extract().path("session");

        trees.revoke(member, Map.of("type", "passport", "id", session))
                .statusCode(200)
                .body("revoked.id", equalTo(List.of(session, trees.jti(root), trees.jti(child))));

        assertFalse(trees.active(child));
        assertTrue(trees.active(beside));
        assertEquals(2, entries("revocation.cascade").size());
    }

    /// E1, C6: a line may be renewed after its passports have expired, so there is something to
    /// end.
    @Test
    void a_line_whose_passports_all_expired_is_ended_all_the_same() {
        String token = trees.issue(Map.of("agent_id", trees.agent));
        String jti = trees.jti(token);
        house.world()
                .write(
                        "UPDATE auth.passport SET expires_at = now() - interval '1 min' WHERE jti = ?",
                        jti);
        var order = Map.of("type", "passport", "id", jti);
        trees.revoke(member, order)
                .statusCode(200)
                .body("already", equalTo(false))
                .body("revoked[0].id", equalTo(jti))
                .body("counts.passports", equalTo(0));
        assertFalse(trees.active(token));
        trees.revoke(member, order).body("already", equalTo(true));
    }

    /// E1, C3: who verifies is told that an agent is suspended, and may be let go on.
    @Test
    void a_passport_of_a_suspended_agent_says_so() {
        String token = trees.issue(Map.of("agent_id", trees.agent));
        String child = trees.child(token);
        trees.revoke(member, Map.of("type", "agent", "id", trees.agent)).statusCode(200);
        assertEquals(Optional.of("agent_suspended"), trees.reason(token));
        assertEquals(Optional.of("revoked"), trees.reason(child));
    }

    /// E1: `all` without confirming it ends nothing.
    @Test
    void a_whole_workspace_is_ended_only_if_that_is_confirmed() {
        var order = Map.of("type", "workspace", "id", house.workspace());
        trees.revoke(owner, order).statusCode(400).body("errors[0].pointer", equalTo("/confirm"));
        trees.revoke(owner, with(order, "confirm", false)).statusCode(400);
        trees.revoke(house.person(Role.ADMIN), with(order, "confirm", true)).statusCode(403);
        trees.revoke(owner, Map.of("type", "workspace", "id", "ws_other", "confirm", true))
                .statusCode(404);
        String token = trees.issue(Map.of("agent_id", trees.agent));
        trees.revoke(owner, with(order, "dry_run", true))
                .statusCode(200)
                .body("counts.passports", equalTo(1));
        assertTrue(trees.active(token));
    }

    /// E1: everything that was given out ends, in this workspace alone; what is given out anew
    /// counts.
    @Test
    void a_whole_workspace_ends_and_goes_on_with_what_is_new() {
        var elsewhere = new Trees();
        String foreign = elsewhere.issue(Map.of("agent_id", elsewhere.agent));
        String token = trees.issue(Map.of("agent_id", trees.agent));
        String grant = house.world().grant(house.workspace(), member, house.world().client());
        String personal = house.world().key(house.workspace(), member, true, true).text();
        String general = house.world().key(house.workspace(), owner, false, true).text();
        String connection = trees.connection(member, trees.server());
        String old =
                house.world()
                        .token(
                                house.world()
                                        .claims(house.workspace(), owner)
                                        .audience(house.world().issuer() + House.API)
                                        .seq(0));
        House.bearer(old).get("/me").then().statusCode(200);

        trees.revoke(owner, Map.of("type", "workspace", "id", house.workspace(), "confirm", true))
                .statusCode(200)
                .body("already", equalTo(false))
                .body("counts.grants", equalTo(1))
                .body("counts.keys", equalTo(2))
                .body("counts.passports", equalTo(1))
                .body("counts.connections", equalTo(1))
                .body("counts.members", equalTo(0));

        for (String ended : List.of(personal, general, old)) {
            House.bearer(ended).get("/me").then().statusCode(401);
        }
        assertFalse(trees.active(token));
        assertTrue(elsewhere.active(foreign));
        assertEquals(
                2L,
                house.world()
                        .read(
                                """
                                SELECT (SELECT count(*) FROM auth.grant_ WHERE grant_id = ?
                                        AND revoked_at IS NOT NULL)
                                  + (SELECT count(*) FROM gateway.connection WHERE connection_id = ?
                                        AND ended_at IS NOT NULL)
                                """,
                                grant,
                                connection));
        String fresh = house.world().key(house.workspace(), owner, true, true).text();
        House.bearer(fresh).get("/me").then().statusCode(200);
    }

    private static Map<String, Object> with(Map<String, ?> order, String name, Object value) {
        var more = new java.util.HashMap<String, Object>(order);
        more.put(name, value);
        return more;
    }

    /// E5: who disconnects from a service ends the passports of their agents that name it, with
    /// what was delegated from them, and nobody else's.
    @Test
    void disconnecting_a_service_ends_the_passports_that_name_it() {
        String server = trees.server();
        String connection = trees.connection(member, server);
        var services = List.of(Trees.service(server));
        String named = trees.issue(Map.of("agent_id", trees.agent, "services", services));
        String below = trees.child(named);
        String whole = trees.issue(Map.of("agent_id", trees.agent));
        String narrowed =
                trees.delegate(whole, Map.of("agent_id", trees.other, "services", services))
                        .statusCode(201)
                        .extract()
                        .path("token");
        var others = new Trees();
        String foreign = others.issue(Map.of("agent_id", others.agent));

        trees.revoke(member, Map.of("type", "connection", "id", connection))
                .statusCode(200)
                .body("counts.connections", equalTo(1))
                .body("counts.passports", equalTo(3));

        for (String ended : List.of(named, below, narrowed)) {
            assertEquals(Optional.of("revoked"), trees.reason(ended));
            House.bearer(ended).get("/me").then().statusCode(401);
        }
        assertTrue(trees.active(whole));
        assertTrue(others.active(foreign));
        trees.revoke(member, Map.of("type", "connection", "id", connection))
                .body("already", equalTo(true));
    }

    /// E5: what was there when it ended is not for the clocks of two services to say.
    @Test
    void a_gateway_whose_clock_is_wrong_takes_the_right_passports() {
        String server = trees.server();
        var body = Map.of("agent_id", trees.agent, "services", List.of(Trees.service(server)));
        String before = trees.issue(body);
        ended(Ids.fresh("con"), server, "now() - interval '5 minutes'", "clock_timestamp()");
        Patience.ask(() -> trees.active(before), active -> active);
        assertEquals(Optional.of("revoked"), trees.reason(before));
        String after = trees.issue(body);
        ended(Ids.fresh("con"), server, "now() + interval '5 minutes'", "now() - interval '1 h'");
        Patience.ask(this::waiting, waiting -> waiting > 0);
        assertTrue(trees.active(after));
    }

    /// E5: a connection that ended at mcp-server takes the same passports along, once, by the same
    /// revocation; one that was issued after it ended stays, and so do those of others.
    @Test
    void a_connection_that_ended_at_the_gateway_ends_the_passports_that_name_it() {
        String server = trees.server();
        String connection = Ids.fresh("con");
        var body = Map.of("agent_id", trees.agent, "services", List.of(Trees.service(server)));
        String named = trees.issue(body);
        String below = trees.child(named);
        String whole = trees.issue(Map.of("agent_id", trees.agent));
        var others = new Trees();
        String foreign = others.issue(Map.of("agent_id", others.agent));
        ended(connection, server, "now()", "clock_timestamp()");
        Patience.ask(() -> trees.active(named), active -> active);
        for (String gone : List.of(named, below)) {
            assertEquals(Optional.of("revoked"), trees.reason(gone));
        }
        assertTrue(trees.active(whole));
        assertTrue(others.active(foreign));
        String later = trees.issue(body);
        String earlier = "now() - interval '1 minute'";
        ended(Ids.fresh("con"), server, earlier, earlier);
        Patience.ask(this::waiting, waiting -> waiting > 0);
        assertTrue(trees.active(later));
        var entries =
                AuditTrail.of(house.world(), house.workspace()).events("revocation").stream()
                        .filter(one -> one.path("id").asText().equals(connection))
                        .toList();
        assertEquals(1, entries.size(), entries::toString);
        assertEquals("connection", entries.getFirst().path("type").asText());
        assertEquals("connection_ended", entries.getFirst().path("why").asText());
        assertEquals("2", entries.getFirst().path("count").asText());
    }

    private void ended(String connection, String server, String at, String kept) {
        house.world()
                .write(
                        """
                        INSERT INTO gateway.disconnection (workspace_id, connection_id, server_id,
                            person_id, ended_by, ended_at, kept_at)
                        SELECT ?, ?, ?, a.owner_id, a.owner_id, %s, %s FROM auth.agent a
                        WHERE a.agent_id = ?
                        """
                                .formatted(at, kept),
                        house.workspace(),
                        connection,
                        server,
                        trees.agent);
    }

    private long waiting() {
        return (Long)
                house.world()
                        .read(
                                "SELECT count(*) FROM gateway.disconnection WHERE workspace_id = ?"
                                        + " AND carried_at IS NULL",
                                house.workspace());
    }

    /// E5: an operator cuts everybody off from a server at once; the server itself stays.
    @Test
    void a_server_takes_every_connection_and_passport_along() {
        String server = trees.server();
        String second = house.person(Role.MEMBER);
        trees.connection(member, server);
        trees.connection(second, server);
        String named =
                trees.issue(
                        Map.of(
                                "agent_id",
                                trees.agent,
                                "services",
                                List.of(Trees.service(server))));
        var order = Map.of("type", "server", "id", server);
        trees.revoke(member, order).statusCode(403);
        trees.revoke(owner, order)
                .statusCode(200)
                .body("counts.connections", equalTo(2))
                .body("counts.passports", equalTo(1));
        assertFalse(trees.active(named));
        assertEquals(
                1L,
                house.world()
                        .read("SELECT count(*) FROM gateway.server WHERE server_id = ?", server));
        trees.revoke(owner, order).body("already", equalTo(true));
    }

    /// E5: what an agent or a person had ends when they are taken out, also what was delegated.
    @Test
    void deleting_an_agent_or_removing_a_person_ends_what_they_had() {
        String root = trees.issue(Map.of("agent_id", trees.agent));
        String child = trees.child(root);
        String beside = trees.issue(Map.of("agent_id", trees.other));
        house.as(member).delete("/agents/" + trees.agent).then().statusCode(200);
        assertFalse(trees.active(root));
        assertFalse(trees.active(child));
        assertTrue(trees.active(beside));
        String key = house.world().key(house.workspace(), member, true, true).text();
        house.owner().delete("/members/" + member).then().statusCode(200);
        assertFalse(trees.active(beside));
        House.bearer(key).get("/me").then().statusCode(401);
        House.bearer(beside).get("/me").then().statusCode(401);
    }
}
