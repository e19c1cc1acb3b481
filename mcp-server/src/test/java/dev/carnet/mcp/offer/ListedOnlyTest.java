package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.offer.TestServers.Server;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is not in my list I cannot call: by any name, at any place, in any era, in no batch.
@QuarkusTest
@Timeout(120)
@TestProfile(TestServers.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class ListedOnlyTest {

    private static final List<String> SLUGS = List.of("a", "a-b", "mail", "list");
    private static final List<String> TOOLS =
            List.of("send", "b_c", "send_", "Send", "b", "c", "keys", "a_b", "x.y", "x/y");
    private static final List<String> THINGS = List.of("ask", "list", "a_b", "b", "Mail");
    private static final int TRIES = 24;
    private static final List<String> CLASSES = List.of("read", "read", "write", "destructive");

    private record Somebody(String place, McpClient client) {}

    /// G4, G5: for several servers, toolsets, roles and both eras: whatever is not listed is
    /// refused by every form of every name, and no upstream hears of it.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void what_is_not_in_my_list_cannot_be_called(long seed) {
        var random = new Random(seed);
        var operator = Operator.fresh();
        var servers = new ArrayList<Server>();
        for (String slug : SLUGS) {
            servers.add(server(operator, slug, random));
        }
        operator.toolset("one", "role", "viewer", some(servers, random));
        operator.toolset("two", "person", operator.owner(), some(servers, random));
        var names = new ArrayList<>(everyName(servers));
        for (Somebody somebody : everybody(operator)) {
            Collections.shuffle(names, random);
            check(somebody, List.copyOf(names), "seed " + seed);
        }
    }

    private static Server server(Operator operator, String slug, Random random) {
        Server server = Server.of(operator.workspace(), slug);
        for (String tool : TOOLS) {
            if (random.nextInt(3) > 0) {
                server.tool(tool, "Does it.");
            }
        }
        operator.look(server);
        operator.approveSome(
                server,
                shown ->
                        random.nextInt(4) == 0
                                ? Optional.empty()
                                : Optional.of(CLASSES.get(random.nextInt(CLASSES.size()))));
        for (String tool : TOOLS) {
            if (random.nextInt(8) == 0) {
                server.tool(tool, "Does it otherwise.");
            }
        }
        operator.look(server);
        return server;
    }

    /// G1, G4, G5: the same for prompts, resources, resources of a family and completions, for
    /// every form of their names and addresses, in each era and in a batch of the one that has
    /// them.
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void what_is_not_in_my_list_cannot_be_got_read_or_completed(long seed) {
        var random = new Random(seed);
        var operator = Operator.fresh();
        var servers = new ArrayList<Server>();
        for (String slug : SLUGS) {
            servers.add(things(operator, slug, random));
        }
        operator.toolset("one", "role", "viewer", some(servers, random));
        operator.toolset("two", "person", operator.owner(), some(servers, random));
        if (random.nextBoolean()) {
            denyHalf(operator);
        }
        for (Somebody somebody : everybody(operator)) {
            checkThings(somebody, servers, random, "seed " + seed);
        }
    }

    /// Rules hide what assignments show.
    private static void denyHalf(Operator operator) {
        operator.ok(
                "PUT",
                "/policy/draft",
                "{'rules':[{'id':'no','effect':'deny','which':{'upstreams':['a','mail']}}]}");
        operator.ok("POST", "/policy/activate", "{'note':'half'}");
    }

    private static Server things(Operator operator, String slug, Random random) {
        Server server = Server.of(operator.workspace(), slug);
        for (String name : THINGS) {
            if (random.nextInt(3) > 0) {
                server.prompt(name);
            }
            if (random.nextInt(3) > 0) {
                server.resource("shop://" + name);
            }
        }
        server.template("shop://{name}/detail");
        operator.look(server);
        operator.approveSome(
                server, _ -> random.nextInt(3) == 0 ? Optional.empty() : Optional.of("read"));
        return server;
    }

    private static void checkThings(
            Somebody somebody, List<Server> servers, Random random, String about) {
        McpClient client = somebody.client();
        if (Operator.patiently(() -> client.call("tools/list", "{}").send()).status() == 404) {
            assertEquals(404, use(client, "prompts/get", "name", "ask").status(), about);
            return;
        }
        var prompts = listed(client, "prompts/list", "prompts", "name");
        var uris = listed(client, "resources/list", "resources", "uri");
        var families =
                listed(client, "resources/templates/list", "resourceTemplates", "uriTemplate");
        McpClient session = session(client, "2025-11-25");
        int used = TestServers.USED.size();
        for (String name : shuffled(promptNames(servers), prompts, random)) {
            refuses(client, session, "prompts/get", "name", name, about);
            refusesCompletion(client, "ref/prompt", "name", name, about);
        }
        for (String uri : shuffled(uris(servers), uris, random)) {
            if (families.stream().noneMatch(one -> isOf(one, uri))) {
                refuses(client, session, "resources/read", "uri", uri, about);
            }
            refusesCompletion(client, "ref/resource", "uri", uri, about);
        }
        assertEquals(used, TestServers.USED.size(), about);
        prompts.forEach(name ->
                assertEquals(200, use(client, "prompts/get", "name", name).status(), about));
        uris.forEach(uri ->
                assertEquals(200, use(client, "resources/read", "uri", uri).status(), about));
    }

    /// Who has nothing of the kind does not even have the method.
    private static Set<String> listed(McpClient client, String method, String list, String member) {
        return Operator.patiently(() -> client.call(method, "{}").send()).status() == 404
                ? Set.of()
                : new HashSet<>(Operator.names(client, method, list, member));
    }

    private static boolean isOf(String family, String uri) {
        String[] ends = family.split("\\{name}", 2);
        return uri.startsWith(ends[0]) && uri.endsWith(ends[1]);
    }

    private static List<String> shuffled(Set<String> all, Set<String> listed, Random random) {
        var names = new ArrayList<>(all);
        names.removeAll(listed);
        Collections.shuffle(names, random);
        return names.stream().limit(TRIES / 2).toList();
    }

    private static Set<String> promptNames(List<Server> servers) {
        var names = new LinkedHashSet<String>();
        for (Server server : servers) {
            for (String thing : THINGS) {
                for (String name : List.of(thing, server.slug() + "_" + thing)) {
                    names.add(name);
                    names.add(name.toUpperCase(Locale.ROOT));
                    names.add(name.replace('a', '\u0430'));
                    names.add(name + " ");
                }
            }
        }
        return names;
    }

    private static Set<String> uris(List<Server> servers) {
        var uris = new LinkedHashSet<String>();
        for (Server server : servers) {
            for (String thing : THINGS) {
                for (String uri : List.of("shop://" + thing, "shop://" + thing + "/detail")) {
                    String joined = "carnet+" + server.slug() + "+" + uri;
                    for (String one : List.of(uri, joined)) {
                        uris.add(one);
                        uris.add(one.toUpperCase(Locale.ROOT));
                        uris.add(one.replace("shop", "sh%6fp"));
                        uris.add(one.replace("://", "://./"));
                        uris.add(one + "?");
                    }
                }
            }
        }
        return uris;
    }

    private static void refuses(
            McpClient client,
            McpClient session,
            String method,
            String parameter,
            String name,
            String about) {
        var params = McpClient.JSON.createObjectNode().put(parameter, name);
        for (var answer :
                List.of(
                        use(client, method, parameter, name),
                        session.send(message(method, params)),
                        session(client, "2025-03-26").send("[" + message(method, params) + "]"),
                        client.with("MCP-Protocol-Version", "2026-07-28")
                                .send("[" + message(method, params) + "]"))) {
            assertFalse(
                    answer.toString().contains("\"result\":"),
                    () -> about + " " + method + " " + name + " " + answer);
        }
    }

    private static void refusesCompletion(
            McpClient client, String type, String parameter, String name, String about) {
        var params = McpClient.JSON.createObjectNode();
        params.putObject("ref").put("type", type).put(parameter, name);
        params.putObject("argument").put("name", "name").put("value", "o");
        var answer = client.call("completion/complete", params.toString()).send();
        assertTrue(
                answer.result().isMissingNode(), () -> about + " complete " + name + " " + answer);
    }

    private static McpClient.Answer use(
            McpClient client, String method, String parameter, String name) {
        var params = McpClient.JSON.createObjectNode().put(parameter, name);
        return Operator.patiently(() ->
                client.call(method, params.toString()).header("Mcp-Name", encoded(name)).send());
    }

    private static Server[] some(List<Server> servers, Random random) {
        // One server each, so that no two things of a toolset share a name.
        return new Server[] {servers.get(random.nextInt(servers.size()))};
    }

    /// Every form of every name that anything has anywhere.
    private static Set<String> everyName(List<Server> servers) {
        var names = new LinkedHashSet<String>();
        for (Server server : servers) {
            for (String tool : TOOLS) {
                String joined = server.slug() + "_" + tool;
                for (String name :
                        List.of(
                                tool,
                                joined,
                                server.slug() + "." + tool,
                                server.id() + "_" + tool)) {
                    names.add(name);
                    names.add(name.toUpperCase(Locale.ROOT));
                    names.add(" " + name);
                    names.add(name + "\u0000");
                    names.add(name + "\u200b");
                    names.add(name.replace('e', '\u0435'));
                    names.add(Normalizer.normalize("\uff53" + name, Normalizer.Form.NFKC));
                }
            }
        }
        return names;
    }

    private static List<Somebody> everybody(Operator operator) {
        String agent = operator.world().agent(operator.workspace(), operator.owner());
        String viewer = operator.world().member(operator.workspace(), Role.VIEWER);
        operator.world().settle();
        var all = new ArrayList<Somebody>();
        for (String place : List.of("", "one", "two", "mail")) {
            for (TestClaims claims :
                    List.of(
                            operator.claims(),
                            operator.world().claims(operator.workspace(), viewer),
                            operator.claims().passport(agent, operator.owner()))) {
                String url = place.isEmpty() ? operator.world().mcpUrl() : operator.place(place);
                String token = operator.world().token(claims.audience(url));
                all.add(new Somebody(place, McpClient.of(url).bearer(token)));
            }
        }
        return all;
    }

    private static void check(Somebody somebody, List<String> names, String about) {
        McpClient client = somebody.client();
        if (Operator.patiently(() -> client.call("tools/list", "{}").send()).status() == 404) {
            assertEquals(
                    404,
                    Operator.patiently(() -> client.tool("send", "{}").send()).status(),
                    about);
            return;
        }
        var listed = new HashSet<>(Operator.names(client, "tools/list", "tools", "name"));
        McpClient session = session(client, "2025-11-25");
        int used = TestServers.USED.size();
        var unlisted = names.stream().filter(name -> !listed.contains(name)).limit(TRIES).toList();
        for (int i = 0; i < unlisted.size(); i++) {
            String name = unlisted.get(i);
            var answer =
                    i % 2 == 0
                            ? client.tool(name, "{}").header("Mcp-Name", encoded(name)).send()
                            : session.send(message("tools/call", name));
            assertTrue(
                    answer.result().isMissingNode(),
                    () -> about + " " + somebody.place() + " " + name + " " + answer);
        }
        assertNotEquals(200, batch(client, unlisted).status(), about);
        assertEquals(used, TestServers.USED.size(), about);
        batched(client, unlisted, Operator.tools(client), about);
        for (String name : Operator.tools(client)) {
            assertEquals(
                    0, client.tool(name, "{}").send().error(), () -> about + " listed " + name);
        }
    }

    /// In the one revision that has batches: of a batch only what is listed is answered, and heard.
    private static void batched(
            McpClient client, List<String> unlisted, List<String> listed, String about) {
        McpClient session = session(client, "2025-03-26");
        var calls = new ArrayList<>(unlisted.subList(0, Math.min(6, unlisted.size())));
        calls.addAll(calls.size() / 2, listed.stream().limit(1).toList());
        var messages = new ArrayList<String>();
        for (String name : calls) {
            messages.add(
                    message("tools/call", name)
                            .replace("\"id\":1", "\"id\":" + (messages.size() + 1)));
        }
        int used = TestServers.USED.size();
        String answer = session.send("[" + String.join(",", messages) + "]").toString();
        int most = Math.min(1, listed.size());
        assertEquals(most, answer.split("\"result\":", -1).length - 1, about + " " + answer);
        assertEquals(used + most, TestServers.USED.size(), about);
    }

    private static McpClient session(McpClient client, String revision) {
        String initialize =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
                        + "{\"protocolVersion\":\""
                        + revision
                        + "\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        String id = client.send(initialize).header("Mcp-Session-Id");
        return client.with("Mcp-Session-Id", id).with("MCP-Protocol-Version", revision);
    }

    /// One call that would be allowed among those that are not changes nothing.
    private static McpClient.Answer batch(McpClient client, List<String> names) {
        return client.with("MCP-Protocol-Version", "2026-07-28")
                .send(
                        "["
                                + message("tools/call", names.getFirst())
                                + ","
                                + message("tools/call", names.getLast())
                                + "]");
    }

    private static String message(String method, String name) {
        return message(method, McpClient.JSON.createObjectNode().put("name", name));
    }

    private static String message(String method, ObjectNode params) {
        return McpClient.JSON
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .set("params", params)
                .toString();
    }

    private static String encoded(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return "=?base64?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}
