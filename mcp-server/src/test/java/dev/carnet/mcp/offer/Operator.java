package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestClaims;
import dev.carnet.testing.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/// The owner of a fresh workspace, who decides what is offered there, over the wire.
record Operator(World world, String workspace, String owner) {

    private static final int TRIES = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Operator fresh() {
        World world = World.current();
        String workspace = world.workspace();
        return new Operator(world, workspace, world.member(workspace, Role.OWNER));
    }

    record Reply(int status, JsonNode body, Optional<String> etag) {}

    Reply rest(String method, String path, String body) {
        return rest(method, path, body, Optional.empty());
    }

    Reply rest(String method, String path, String body, Optional<String> ifMatch) {
        String url = world.mcpUrl().replaceFirst("/mcp$", "/api/v1") + path;
        String token =
                world.token(claims().audience(world.mcpUrl().replaceFirst("/mcp$", "/api/v1")));
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body.replace('\'', '"')));
        ifMatch.ifPresent(tag -> request.header("If-Match", tag));
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(
                    answer.statusCode(),
                    JSON.readTree(answer.body()),
                    answer.headers().firstValue("ETag"));
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    JsonNode ok(String method, String path, String body) {
        Reply reply = rest(method, path, body);
        for (int i = 0; i < TRIES && reply.status() == 503; i++) {
            AuditTrail.pause();
            reply = rest(method, path, body);
        }
        Reply last = reply;
        assertEquals(2, last.status() / 100, () -> method + " " + path + " " + last);
        return last.body();
    }

    /// Approves the server as it stands.
    JsonNode approve(String server) {
        String path = "/servers/" + server;
        Reply reply = approval(path);
        for (int i = 0; i < TRIES && reply.status() == 503; i++) {
            AuditTrail.pause();
            reply = approval(path);
        }
        Reply last = reply;
        assertEquals(200, last.status(), () -> "approve " + path + " " + last);
        return last.body();
    }

    private Reply approval(String path) {
        int version = ok("GET", path, "").path("version").asInt();
        return rest("POST", path + "/approve", "", Optional.of("\"" + version + "\""));
    }

    /// Has the server looked at now.
    JsonNode look(TestServers.Server server) {
        return ok("POST", "/servers/" + server.id() + "/definitions/look", "");
    }

    /// What it lists, as the API shows it.
    List<JsonNode> definitions(TestServers.Server server, String query) {
        var all = new ArrayList<JsonNode>();
        String cursor = "";
        do {
            JsonNode page =
                    ok(
                            "GET",
                            "/servers/%s/definitions?limit=100%s%s"
                                    .formatted(server.id(), query, cursor),
                            "");
            page.path("items").forEach(all::add);
            cursor =
                    page.path("next_cursor").isTextual()
                            ? "&cursor=" + page.path("next_cursor").asText()
                            : "";
        } while (!cursor.isEmpty());
        return all;
    }

    JsonNode definition(TestServers.Server server, String name) {
        return definitions(server, "").stream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    /// Looks, and approves everything that is not, with that class.
    void approveAll(TestServers.Server server, String toolClass) {
        look(server);
        approveSome(server, _ -> Optional.of(toolClass));
    }

    /// Approves what is not approved and gets a class.
    void approveSome(TestServers.Server server, Function<JsonNode, Optional<String>> classOf) {
        var asked = JSON.createObjectNode();
        var list = asked.putArray("definitions");
        for (JsonNode one : definitions(server, "")) {
            String state = one.path("state").asText();
            if (state.equals("new") || state.equals("changed")) {
                classOf.apply(one)
                        .ifPresent(toolClass ->
                                list.addObject()
                                        .put("id", one.path("id").asText())
                                        .put("hash", one.path("hash").asText())
                                        .put("class", toolClass));
            }
        }
        if (!list.isEmpty()) {
            ok("POST", "/servers/" + server.id() + "/definitions/approve", asked.toString());
        }
    }

    Reply approve(TestServers.Server server, JsonNode shown, String toolClass) {
        var asked = JSON.createObjectNode();
        ObjectNode one = asked.putArray("definitions").addObject();
        one.put("id", shown.path("id").asText()).put("hash", shown.path("hash").asText());
        if (!toolClass.isEmpty()) {
            one.put("class", toolClass);
        }
        return rest("POST", "/servers/" + server.id() + "/definitions/approve", asked.toString());
    }

    /// Makes a toolset of whole servers and assigns it.
    String toolset(String slug, String type, String target, TestServers.Server... servers) {
        var asked = JSON.createObjectNode().put("slug", slug).put("name", slug);
        var members = asked.putArray("members");
        for (var server : servers) {
            members.addObject().put("server_id", server.id());
        }
        String id = ok("POST", "/toolsets", asked.toString()).path("id").asText();
        assign(id, type, target);
        return id;
    }

    String assign(String toolset, String type, String target) {
        return ok(
                        "POST",
                        "/toolsets/" + toolset + "/assignments",
                        "{'type':'%s','target':'%s'}".formatted(type, target))
                .path("id")
                .asText();
    }

    TestClaims claims() {
        return world.claims(workspace, owner);
    }

    String place(String slug) {
        return world.mcpUrl() + "/" + workspace + "/" + slug;
    }

    /// The owner at the whole gateway.
    McpClient whole() {
        return McpClient.of(world.mcpUrl()).bearer(world.token(claims()));
    }

    /// The owner at a place, with a token for it.
    McpClient at(String slug) {
        return at(slug, claims());
    }

    McpClient at(String slug, TestClaims claims) {
        return McpClient.of(place(slug)).bearer(world.token(claims.audience(place(slug))));
    }

    /// Asks again while nobody can decide: on a busy machine a picture may be too old for a moment.
    static McpClient.Answer patiently(Supplier<McpClient.Answer> request) {
        McpClient.Answer answer = request.get();
        for (int i = 0; i < TRIES && answer.status() == 503; i++) {
            AuditTrail.pause();
            answer = request.get();
        }
        return answer;
    }

    static List<String> names(McpClient client, String method, String list, String member) {
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            String params = cursor.isEmpty() ? "{}" : "{'cursor':'" + cursor + "'}";
            var answer = patiently(() -> client.call(method, params).send());
            assertEquals(200, answer.status(), answer.toString());
            StreamSupport.stream(answer.result().path(list).spliterator(), false)
                    .map(one -> one.path(member).asText())
                    .forEach(names::add);
            cursor = answer.result().path("nextCursor").asText("");
        } while (!cursor.isEmpty());
        return names;
    }

    /// The names of what upstreams offer, without Carnet's own.
    static List<String> tools(McpClient client) {
        return names(client, "tools/list", "tools", "name").stream()
                .filter(name -> !OWN.contains(name))
                .toList();
    }

    private static final List<String> OWN =
            List.of(
                    "whoami",
                    "list_clients",
                    "list_keys",
                    "create_key",
                    "list_agents",
                    "register_agent",
                    "issue_passport",
                    "verify_passport",
                    "list_passports",
                    "revoke",
                    "audit_list",
                    "audit_head",
                    "audit_verify",
                    "gate_result",
                    "get_credential",
                    "events_list",
                    "event_resolve",
                    "event_snooze",
                    "reviews_list",
                    "review_decide",
                    "policy_check",
                    "posture");
}
