package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.mcp.offer.TestServers.Server;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Toolsets, who gets them, and the endpoint each of them is.
@QuarkusTest
@Timeout(60)
@TestProfile(TestServers.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class PlacesTest {

    private final Operator operator = Operator.fresh();
    private final Server mail = Server.of(operator.workspace(), "mail").tool("send", "Sends.");
    private final Server chat = Server.of(operator.workspace(), "chat").tool("post", "Posts.");

    private void approved() {
        operator.approveAll(mail, "read");
        operator.approveAll(chat, "read");
    }

    private static int status(McpClient client) {
        return client.call("tools/list", "{}").send().status();
    }

    /// C8, C4, G2: a passport is for the services it names, and for the arguments it says.
    @Test
    void a_passport_is_held_to_the_services_it_names() {
        mail.tool("list", "Lists.");
        approved();
        String agent = operator.world().agent(operator.workspace(), operator.owner());
        var service =
                new Service(
                        mail.id(),
                        "mail",
                        Set.of("read"),
                        Optional.of(Set.of("send")),
                        List.of(new Constraint("to", Constraint.Op.EQ, List.of("me"))),
                        false);
        var mandate =
                new Mandate(
                        Mandate.Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        Optional.of(List.of(service)),
                        Optional.empty(),
                        List.of());
        var claims = operator.claims().passport(agent, operator.owner()).mandate(mandate);
        var client = McpClient.of(operator.world().mcpUrl()).bearer(operator.world().token(claims));
        assertEquals(
                List.of("whoami", "gate_result", "get_credential", "mail_send"),
                Operator.names(client, "tools/list", "tools", "name"));
        int used = TestServers.USED.size();
        assertEquals(-32602, patient(client, "chat_post", "{}").error());
        assertEquals(-32602, patient(client, "mail_list", "{}").error());
        var barred = patient(client, "mail_send", "{'to':'you'}").result();
        assertTrue(barred.path("isError").asBoolean(), barred.toString());
        assertTrue(barred.toString().contains("only where to eq me"), barred.toString());
        assertEquals(used, TestServers.USED.size());
        var sent = patient(client, "mail_send", "{'to':'me'}").result();
        assertFalse(sent.path("isError").asBoolean(), sent.toString());
        assertEquals(
                Set.of("outside_passport", "passport_constraint"),
                AuditTrail.of(operator.world(), operator.workspace())
                        .events("call.refused")
                        .stream()
                        .map(event -> event.path("why").asText())
                        .collect(Collectors.toSet()));
    }

    /// The same call again after 503, as a busy machine may answer.
    private static McpClient.Answer patient(McpClient client, String tool, String arguments) {
        var answer = client.tool(tool, arguments).send();
        for (int i = 0; i < 20 && answer.status() == 503; i++) {
            AuditTrail.pause();
            answer = client.tool(tool, arguments).send();
        }
        return answer;
    }

    @Test
    void a_toolset_has_a_place_where_names_are_not_prefixed() {
        approved();
        operator.toolset("letters", "person", operator.owner(), mail);
        assertEquals(List.of("send"), Operator.tools(operator.at("letters")));
        assertEquals(0, operator.at("letters").tool("send", "{}").send().error());
        assertEquals(-32602, operator.at("letters").tool("mail_send", "{}").send().error());
        assertEquals(-32602, operator.at("letters").tool("post", "{}").send().error());
        assertEquals(-32602, operator.at("letters").tool("whoami", "{}").send().error());
    }

    /// A draft about a toolset is replayed over all calls by way of it, wherever they were made;
    /// one about its place, over those that came in there.
    @Test
    void a_draft_about_a_toolset_is_replayed_over_calls_by_way_of_it() {
        approved();
        operator.toolset("letters", "person", operator.owner(), mail);
        assertEquals(200, patient(operator.at("letters"), "send", "{}").status());
        assertEquals(200, patient(operator.whole(), "mail_send", "{}").status());
        assertEquals(200, patient(operator.whole(), "mail_send", "{}").status());
        for (var draft :
                List.of(
                        List.of("'who':{'toolsets':['letters']}", "3"),
                        List.of("'when':'caller.toolset != \\\"letters\\\"'", "2"))) {
            var simulation =
                    operator.ok(
                            "POST",
                            "/policy/simulate",
                            "{'document':{'rules':[{'id':'no','effect':'deny',%s}]}}"
                                    .formatted(draft.getFirst()));
            assertTrue(simulation.path("undecided").isEmpty(), simulation.toString());
            assertEquals(
                    draft.getLast(),
                    simulation.path("losses").asText(),
                    draft.getFirst() + simulation);
        }
    }

    @Test
    void every_server_has_a_place_of_its_own() {
        approved();
        assertEquals(List.of("send"), Operator.tools(operator.at("mail")));
        assertEquals(List.of("post"), Operator.tools(operator.at("chat")));
    }

    /// K8: who has toolsets assigned sees these and nothing else, from the next request on.
    @Test
    void an_assignment_reaches_the_next_request() {
        approved();
        String letters = operator.toolset("letters", "person", operator.owner(), mail);
        assertEquals(List.of("mail_send"), Operator.tools(operator.whole()));
        String other = operator.toolset("talk", "role", "viewer", chat);
        assertEquals(List.of("mail_send"), Operator.tools(operator.whole()));
        String assignment = operator.assign(other, "role", "owner");
        assertEquals(
                Set.of("mail_send", "chat_post"), Set.copyOf(Operator.tools(operator.whole())));
        operator.ok("DELETE", "/toolsets/" + other + "/assignments/" + assignment, "");
        assertEquals(List.of("mail_send"), Operator.tools(operator.whole()));
        assertEquals(404, status(operator.at("talk")));
        operator.ok("DELETE", "/toolsets/" + letters, "");
        assertEquals(List.of(), Operator.tools(operator.whole()));
        assertEquals(404, status(operator.at("letters")));
    }

    /// K8, W5: who was limited by the last toolset is not set free when it is deleted.
    @Test
    void to_delete_the_last_toolset_opens_nothing() {
        approved();
        var viewer = operator.world().member(operator.workspace(), Role.VIEWER);
        McpClient theirs =
                McpClient.of(operator.world().mcpUrl())
                        .bearer(
                                operator.world()
                                        .token(
                                                operator.world()
                                                        .claims(operator.workspace(), viewer)));
        assertEquals(Set.of("mail_send", "chat_post"), Set.copyOf(Operator.tools(theirs)));
        String letters = operator.toolset("letters", "person", operator.owner(), mail);
        assertEquals(List.of(), Operator.tools(theirs));
        operator.ok("DELETE", "/toolsets/" + letters, "");
        assertEquals(List.of(), Operator.tools(theirs));
        assertEquals(List.of(), Operator.tools(operator.whole()));
        assertEquals(404, status(operator.at("letters")));
        assertEquals(-32602, operator.whole().tool("mail_send", "{}").send().error());
        operator.toolset("all", "role", "viewer", mail);
        assertEquals(List.of("mail_send"), Operator.tools(theirs));
    }

    /// K8: what is assigned to a template, its agents get, and what their owner has they do not.
    @Test
    void agents_get_what_they_and_their_templates_are_assigned() {
        approved();
        String agent = operator.world().agent(operator.workspace(), operator.owner());
        String template =
                operator.ok(
                                "POST",
                                "/agent-templates",
                                "{'name':'Writers','agents':['" + agent + "']}")
                        .path("id")
                        .asText();
        operator.toolset("letters", "template", template, mail);
        operator.toolset("talk", "person", operator.owner(), chat);
        var passport = operator.world().token(operator.claims().passport(agent, operator.owner()));
        McpClient whole = McpClient.of(operator.world().mcpUrl()).bearer(passport);
        assertEquals(List.of("mail_send"), Operator.tools(whole));
        McpClient letters = McpClient.of(operator.place("letters")).bearer(passport);
        assertEquals(List.of("send"), Operator.tools(letters));
        assertEquals(404, status(McpClient.of(operator.place("talk")).bearer(passport)));
        operator.ok("PATCH", "/agent-templates/" + template, "{'agents':[]}");
        assertEquals(List.of(), Operator.tools(whole));
        assertEquals(404, status(letters));
    }

    @Test
    void keys_work_at_the_places_of_their_person() {
        approved();
        operator.toolset("letters", "person", operator.owner(), mail);
        operator.toolset("talk", "role", "viewer", chat);
        String key =
                operator.world().key(operator.workspace(), operator.owner(), true, true).text();
        operator.world().settle();
        assertEquals(
                List.of("send"),
                Operator.tools(McpClient.of(operator.place("letters")).with("X-Api-Key", key)));
        assertEquals(404, status(McpClient.of(operator.place("talk")).with("X-Api-Key", key)));
    }

    /// G16, G20: a token for one place is refused at every other, and at the API.
    @Test
    void a_token_for_one_place_is_good_at_no_other() {
        approved();
        operator.toolset("letters", "person", operator.owner(), mail);
        operator.toolset("talk", "person", operator.owner(), chat);
        String whole = operator.world().mcpUrl();
        String api = whole.replaceFirst("/mcp$", "/api/v1");
        List<String> places =
                List.of(
                        whole,
                        operator.place("letters"),
                        operator.place("talk"),
                        operator.place("mail"),
                        api);
        for (String audience : places) {
            String token = operator.world().token(operator.claims().audience(audience));
            for (String place : places.subList(0, 4)) {
                int expected = place.equals(audience) ? 200 : 401;
                assertEquals(
                        expected,
                        status(McpClient.of(place).bearer(token)),
                        () -> audience + " at " + place);
            }
        }
        for (String wrong :
                List.of(
                        operator.place("letters") + "/",
                        operator.place("letter"),
                        operator.place("LETTERS"),
                        operator.place("letters") + "s")) {
            String token = operator.world().token(operator.claims().audience(wrong));
            assertEquals(401, status(McpClient.of(operator.place("letters")).bearer(token)), wrong);
        }
    }

    /// G26: a session of one place is none at another.
    @Test
    void a_session_belongs_to_its_place() {
        approved();
        operator.toolset("letters", "person", operator.owner(), mail);
        operator.toolset("talk", "person", operator.owner(), chat);
        String key =
                operator.world().key(operator.workspace(), operator.owner(), true, true).text();
        operator.world().settle();
        String initialize =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
                        + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        var begun = McpClient.of(operator.place("letters")).with("X-Api-Key", key).send(initialize);
        String session = begun.header("Mcp-Session-Id");
        String list = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{}}";
        for (String slug : List.of("letters", "talk")) {
            var answer =
                    McpClient.of(operator.place(slug))
                            .with("X-Api-Key", key)
                            .with("Mcp-Session-Id", session)
                            .with("MCP-Protocol-Version", "2025-11-25")
                            .send(list);
            assertEquals(slug.equals("letters") ? 200 : 404, answer.status(), answer.toString());
        }
    }

    @Test
    void strangers_learn_the_place_of_the_metadata_and_not_whether_there_is_a_toolset()
            throws IOException, InterruptedException {
        approved();
        operator.toolset("letters", "person", operator.owner(), mail);
        for (String slug : List.of("letters", "nothing")) {
            var away = McpClient.of(operator.place(slug)).call("tools/list", "{}").send();
            assertEquals(401, away.status());
            String metadata =
                    operator.place(slug)
                            .replaceFirst("/mcp/", "/.well-known/oauth-protected-resource/mcp/");
            assertTrue(
                    away.header("WWW-Authenticate")
                            .contains("resource_metadata=\"" + metadata + "\""),
                    away.toString());
            var document =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(metadata)).build(),
                                    BodyHandlers.ofString());
            assertEquals(
                    operator.place(slug),
                    new ObjectMapper().readTree(document.body()).path("resource").asText());
        }
    }

    @Test
    void another_workspace_finds_nothing_here() {
        approved();
        operator.toolset("letters", "role", "owner", mail);
        var stranger = Operator.fresh();
        String token =
                operator.world().token(stranger.claims().audience(operator.place("letters")));
        assertEquals(404, status(McpClient.of(operator.place("letters")).bearer(token)));
        assertEquals(List.of(), Operator.tools(stranger.whole()));
        assertEquals(
                404, stranger.rest("GET", "/servers/" + mail.id() + "/definitions", "").status());
    }

    @Test
    void two_things_of_one_name_are_refused_where_they_would_meet() {
        Server post = Server.of(operator.workspace(), "post").tool("send", "Sends, too.");
        approved();
        operator.approveAll(post, "read");
        String both =
                "{'slug':'both','name':'Both','members':[{'server_id':'%s'},{'server_id':'%s'%s}]}";
        var refused = operator.rest("POST", "/toolsets", both.formatted(mail.id(), post.id(), ""));
        assertEquals(409, refused.status(), refused.toString());
        assertTrue(refused.body().path("detail").asText().contains("send of mail"));
        String aliased = ",'kind':'tool','name':'send','alias':'send_post'";
        String id =
                operator.ok("POST", "/toolsets", both.formatted(mail.id(), post.id(), aliased))
                        .path("id")
                        .asText();
        operator.assign(id, "role", "owner");
        assertEquals(Set.of("send", "send_post"), Set.copyOf(Operator.tools(operator.at("both"))));
        assertEquals(0, operator.at("both").tool("send_post", "{}").send().error());
        assertTrue(TestServers.USED.getLast().startsWith("post "));
    }

    @Test
    void an_approval_that_would_make_names_meet_is_refused() {
        Server post = Server.of(operator.workspace(), "post").tool("stamp", "Stamps.");
        approved();
        operator.approveAll(post, "read");
        operator.toolset("both", "role", "owner", mail, post);
        post.tool("send", "Sends, too.");
        operator.look(post);
        var refused = operator.approve(post, operator.definition(post, "send"), "read");
        assertEquals(409, refused.status(), refused.toString());
        assertEquals(Set.of("send", "stamp"), Set.copyOf(Operator.tools(operator.at("both"))));
    }

    /// G23: the place of a toolset that was deleted is nobody's ever again.
    @Test
    void a_place_is_given_once() {
        approved();
        String id = operator.toolset("letters", "role", "owner", mail);
        operator.ok("DELETE", "/toolsets/" + id, "");
        String again = "{'slug':'letters','name':'Letters','members':[]}";
        assertEquals(409, operator.rest("POST", "/toolsets", again).status());
        String server = "{'slug':'mail','name':'Mail','members':[]}";
        assertEquals(409, operator.rest("POST", "/toolsets", server).status());
    }

    @Test
    void an_edit_names_the_version_it_was_made_for() {
        String id = operator.toolset("letters", "role", "owner", mail);
        var stale = Optional.of("\"7\"");
        assertEquals(
                412, operator.rest("PATCH", "/toolsets/" + id, "{'name':'X'}", stale).status());
        var now = Optional.of("\"1\"");
        var edited = operator.rest("PATCH", "/toolsets/" + id, "{'name':'X'}", now);
        assertEquals("X", edited.body().path("name").asText());
        assertEquals(Optional.of("\"2\""), edited.etag());
        assertEquals(1, operator.ok("GET", "/toolsets", "").path("items").size());
        assertEquals(id, operator.ok("GET", "/toolsets/" + id, "").path("id").asText());
        assertEquals(
                1, operator.ok("GET", "/toolsets/" + id + "/assignments", "").path("items").size());
    }

    @Test
    void what_is_not_here_cannot_be_put_into_a_toolset_or_assigned() {
        var stranger = Operator.fresh();
        Server theirs = Server.of(stranger.workspace(), "theirs");
        String foreign =
                "{'slug':'x','name':'X','members':[{'server_id':'%s'}]}".formatted(theirs.id());
        assertEquals(400, operator.rest("POST", "/toolsets", foreign).status());
        String id = operator.toolset("letters", "role", "owner", mail);
        String agent = operator.world().agent(stranger.workspace(), stranger.owner());
        for (String target :
                List.of(
                        "{'type':'agent','target':'" + agent + "'}",
                        "{'type':'person','target':'" + stranger.owner() + "'}",
                        "{'type':'template','target':'atm_1'}",
                        "{'type':'role','target':'emperor'}")) {
            var refused = operator.rest("POST", "/toolsets/" + id + "/assignments", target);
            assertEquals(400, refused.status(), target);
        }
        assertEquals(404, stranger.rest("PATCH", "/toolsets/" + id, "{'name':'X'}").status());
        assertEquals(404, stranger.rest("DELETE", "/toolsets/" + id, "").status());
    }

    @Test
    void a_viewer_decides_nothing() {
        String id = operator.toolset("letters", "role", "owner", mail);
        String viewer = operator.world().member(operator.workspace(), Role.VIEWER);
        var other = new Operator(operator.world(), operator.workspace(), viewer);
        assertEquals(403, other.rest("GET", "/toolsets", "").status());
        assertEquals(403, other.rest("DELETE", "/toolsets/" + id, "").status());
        assertEquals(
                403,
                other.rest("POST", "/servers/" + mail.id() + "/definitions/look", "").status());
    }
}
