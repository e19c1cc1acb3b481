package dev.carnet.journeys.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.bench.person.Person;
import dev.carnet.database.DatabaseUrl;
import dev.carnet.local.home.Description;
import dev.carnet.local.home.Home;
import dev.carnet.local.stack.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README as a test: up, login, key, a call, a server behind the gateway, kill -9 of
/// everything, up, revoke, audit.
@Tag("long")
class LauncherJourneyTest {

    private static final String EMAIL = "owner@example.com";
    private static final String PASSWORD = "correct horse battery staple";
    private static final List<String> PARTS =
            List.of("launcher", "postgres", "auth-server", "mcp-server-1", "mcp-server-2");

    @TempDir Path folder;
    private Keyboard keyboard;
    private String said = "";
    private String[] up;

    @BeforeEach
    void sitDown() throws IOException {
        keyboard =
                new Keyboard(
                        folder,
                        Map.of("CARNET_OWNER_EMAIL", EMAIL, "CARNET_OWNER_PASSWORD", PASSWORD));
        var ports = Plan.onFreePorts(folder, 2);
        var mcp = ports.mcpPorts().getFirst();
        up =
                new String[] {
                    "up",
                    "--auth-port",
                    "" + ports.authPort(),
                    "--mcp-port",
                    "" + mcp,
                    "--mcp-replicas",
                    "2"
                };
    }

    @AfterEach
    void leave() throws Exception {
        if (Files.exists(home().description())) {
            ProcessHandle.of(running().pid("launcher")).ifPresent(ProcessHandle::destroy);
        }
    }

    @Test
    void what_the_readme_says_works_and_nothing_acknowledged_is_lost() throws Exception {
        up();
        assertEquals(401, send(PrintedCurl.first(said).to(running().mcp())).statusCode());
        signIn();
        var key = keyboard.run("key", "create", "--name", "mine");
        assertWhoami(key, 200);
        signIn("--gateway");
        putBehindTheGateway();

        for (var part : PARTS) {
            ProcessHandle.of(running().pid(part)).ifPresent(ProcessHandle::destroyForcibly);
        }
        up();
        assertWhoami(key, 200);
        assertTrue(keyboard.run("key", "list").contains("mine"));

        var id = key.split("_", 3)[1];
        assertTrue(keyboard.run("revoke", "key", "key_" + id, "--dry-run").contains("dry_run"));
        assertWhoami(key, 200);
        keyboard.run("key", "revoke", "key_" + id);
        assertWhoami(key, 401);

        assertTrue(verified("first.jsonl").contains("Intact"), "the log is as it was written");
        tamper();
        assertTrue(verified("second.jsonl").contains("Broken at seq 1"), "and then it is not");
    }

    private void up() throws Exception {
        said = keyboard.type(up).out("Ctrl-C stops all of it");
    }

    private void signIn(String... where) throws Exception {
        var words = Stream.concat(Stream.of("login", "--no-browser"), Stream.of(where));
        var login = keyboard.type(words.toArray(String[]::new));
        var page = URI.create(login.out("code_challenge=").strip().split("\\s+", -1)[6]);
        var person = new Person(URI.create(running().issuer()), EMAIL, PASSWORD);
        var back = person.browse(page, "http://127.0.0.1:" + callbackPort(page));
        assertEquals(200, send(HttpRequest.newBuilder(back)).statusCode());
        assertEquals(0, login.exit());
        assertFalse(login.all().contains("eyJ"), "no token is ever printed");
    }

    private void putBehindTheGateway() throws Exception {
        var service =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", LauncherJourneyTest::answer);
        service.start();
        try {
            var url = "http://127.0.0.1:" + service.getAddress().getPort() + "/v1";
            var add = new String[] {"server", "add", url, "--transport", "api", "--slug", "pets"};
            keyboard.run(
                    Stream.concat(Stream.of(add), Stream.of("--auth", "none", "--private"))
                            .toArray(String[]::new));
            assertTrue(keyboard.run("server", "test", "pets").startsWith("ok"));
            assertTrue(keyboard.run("server", "approve", "pets").contains("0 approved now"));
            keyboard.run("server", "approve", "pets", "--tool", "get=read");
            assertTrue(keyboard.run("server", "list").contains("approved"));
            keyboard.run("server", "remove", "pets");
            assertFalse(keyboard.run("server", "list").contains("pets"));
        } finally {
            service.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private static String callbackPort(URI page) {
        return page.getQuery().replaceFirst("(?s).*redirect_uri=http://127.0.0.1:(\\d+)/.*", "$1");
    }

    private void assertWhoami(String key, int status) throws Exception {
        for (var replica : running().replicas()) {
            var answer = send(PrintedCurl.in(said).with(key).to(replica));
            assertEquals(status, answer.statusCode(), answer::body);
        }
    }

    private String verified(String file) throws Exception {
        keyboard.run("audit", "export", "--out", file, "--workspace", workspace());
        var verify = keyboard.type("audit", "verify", file);
        verify.exit();
        return verify.all();
    }

    private String workspace() throws Exception {
        return one("SELECT workspace_id FROM auth.workspace");
    }

    private void tamper() throws Exception {
        one(
                "UPDATE audit.entry SET data = overlay(data PLACING '0'::bytea FROM 20)"
                        + " WHERE seq = 1 AND log_id = (SELECT log_id FROM audit.log WHERE"
                        + " workspace_id <> 'system') RETURNING seq");
    }

    private String one(String sql) throws Exception {
        try (var owner = DatabaseUrl.parse(running().database()).source().getConnection();
                var statement = owner.createStatement();
                var row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }

    private Description running() throws IOException {
        return Description.read(home());
    }

    private Home home() {
        return Home.at(folder.resolve(".carnet"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
