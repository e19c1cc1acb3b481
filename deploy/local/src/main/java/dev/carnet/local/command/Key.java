package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.local.login.Api;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet key …`: long-lived keys for scripts.
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Make, list and revoke API keys (after ./carnet login).",
        synopsisSubcommandLabel = "COMMAND")
final class Key {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Command(
            mixinStandardHelpOptions = true,
            description = "Make a key. It is printed once, alone on standard output.")
    int create(
            @Mixin HomeOption at,
            @Option(names = "--name", required = true, description = "What it is for.") String name,
            @Option(
                            names = "--kind",
                            defaultValue = "personal",
                            description =
                                    "personal (acts as you) or workspace (default:"
                                            + " ${DEFAULT-VALUE}).")
                    String kind,
            @Option(
                            names = "--access",
                            defaultValue = "read",
                            description = "read or write (default: ${DEFAULT-VALUE}).")
                    String access,
            @Option(
                            names = "--expires",
                            defaultValue = "90d",
                            description =
                                    "30d, 90d, never or a time such as 2030-01-31T12:00:00Z"
                                            + " (default: ${DEFAULT-VALUE}).")
                    String expires)
            throws IOException {
        var body = JSON.createObjectNode();
        body.put("name", name).put("kind", kind).put("access", access).put("expires", expires);
        var key = api(at).post("/keys", body);
        spec.commandLine().getErr().println("key " + key.path("id").asText() + ", shown once:");
        spec.commandLine().getErr().flush();
        spec.commandLine().getOut().println(key.path("key").asText());
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "List the keys you may see.")
    int list(@Mixin HomeOption at) throws IOException {
        var keys = all(api(at));
        var line = "%-25s %-8s %-9s %-6s %-20s %s%n";
        var out = spec.commandLine().getOut();
        out.printf(line, "ID", "STATUS", "KIND", "ACCESS", "EXPIRES", "NAME");
        keys.forEach(key -> out.printf(line, columns(key)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Revoke a key: from the answer on it is refused everywhere.")
    int revoke(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "ID", description = "key_…") String id,
            @Option(
                            names = "--reason",
                            defaultValue = "revoked from the command line",
                            description = "Why, for the audit log.")
                    String reason)
            throws IOException {
        return Revoke.run(spec, at, "key", id, reason);
    }

    private static List<JsonNode> all(Api api) throws IOException {
        var keys = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = api.get("/keys?limit=100" + cursor);
            page.path("items").forEach(keys::add);
            cursor = page.has("next_cursor") ? "&cursor=" + page.path("next_cursor").asText() : "";
        } while (!cursor.isEmpty());
        return keys;
    }

    private static Object[] columns(JsonNode key) {
        return new Object[] {
            key.path("id").asText(),
            key.path("status").asText(),
            key.path("kind").asText(),
            key.path("access").asText(),
            key.path("expires_at").asText("never"),
            key.path("name").asText()
        };
    }

    private static Api api(HomeOption at) {
        return new Api(at.home(), Clock.systemUTC());
    }
}
