package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.local.login.Api;
import dev.carnet.local.login.Desk;
import dev.carnet.local.login.Refused;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet server …`: the servers behind the gateway.
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description =
                "Put servers behind the gateway, and look after them (after ./carnet login"
                        + " --gateway).",
        synopsisSubcommandLabel = "COMMAND")
final class ServerCommand {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVER = "Its slug, or its id (srv_…).";

    @Spec private CommandSpec spec;

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Register a server. Nothing is called there before it is approved.",
                "Without --transport and --auth the gateway finds out what is at the URL."
            })
    int add(@Mixin HomeOption at, @ArgGroup(validate = false) NewServer asked) throws IOException {
        var api = api(at);
        var server = registered(api, asked);
        var document = asked.description();
        if (document.isPresent()) {
            api.put(
                    path(server) + "/description",
                    JSON.createObjectNode().put("document", document.get()));
        }
        say(
                "%s %s is %s: ./carnet server approve %s%n",
                id(server), slug(server), state(server), slug(server));
        asked.hint().ifPresent(hint -> say("%s%n", hint));
        return 0;
    }

    /// What is refused of an address inside says what would be needed, too.
    private static JsonNode registered(Api api, NewServer asked) throws IOException {
        try {
            return api.post("/servers", asked.body(api));
        } catch (Refused refused) {
            String why = String.valueOf(refused.getMessage());
            throw new IllegalArgumentException(
                    asked.hint().map(hint -> why + " " + hint).orElse(why), refused);
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "List the servers.")
    int list(@Mixin HomeOption at) throws IOException {
        var servers = Pages.all(api(at), "/servers?limit=100");
        var line = "%-20s %-9s %-14s %-9s %-27s %s%n";
        say(line, "SLUG", "STATE", "HEALTH", "TRANSPORT", "ID", "ADDRESS");
        for (var server : servers) {
            say(
                    line,
                    slug(server),
                    state(server),
                    server.path("health").path("status").asText("not seen"),
                    server.path("transport").asText(),
                    id(server),
                    server.path("address").asText());
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "List the templates that add --template takes, with their intents.")
    int templates(@Mixin HomeOption at) throws IOException {
        for (var template : api(at).get("/server-templates").path("items")) {
            say("%-16s %s%n", template.path("id").asText(), template.path("description").asText());
            for (var intent : template.path("intents")) {
                say(
                        "    %-32s %s%n",
                        intent.path("name").asText(), intent.path("description").asText());
            }
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Approve a server's address and authentication, and show what it offers.",
                "Nothing of that is offered before its words are approved, too: --tool or --all."
            })
    int approve(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "SERVER", description = SERVER) String name,
            @Option(
                            names = "--tool",
                            paramLabel = "NAME=CLASS",
                            description = "Offer this one, as read, write or destructive.")
                    @Nullable Map<String, String> tools,
            @Option(
                            names = "--all",
                            description =
                                    "Offer everything that is listed, each as its server"
                                            + " suggests.")
                    boolean all)
            throws IOException {
        var api = api(at);
        var server = found(api, name);
        if (!state(server).equals("approved")) {
            show(server, api.get(path(server) + "/diff"));
            server = api.post(path(server) + "/approve", server.path("version").asInt());
        }
        say("%s is %s%n", slug(server), state(server));
        var offer = new Offer(api, path(server), this::say);
        offer.look();
        return offer.approve(tools == null ? Map.of() : tools, all);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Turn a server down that waits for approval, and say why.")
    int reject(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "SERVER", description = SERVER) String name,
            @Parameters(paramLabel = "REASON", description = "For whoever registered it.")
                    String reason)
            throws IOException {
        var api = api(at);
        var server = found(api, name);
        server = api.post(path(server) + "/reject", JSON.createObjectNode().put("reason", reason));
        say("%s is %s%n", slug(server), state(server));
        return 0;
    }

    /// What is about to be approved, and what it was when somebody approved it last.
    private void show(JsonNode server, JsonNode diff) {
        say("%s: %s%n", "transport", server.path("transport").asText());
        say("%s: %s%n", "address", server.path("address").asText());
        say("%s: %s%n", "authentication", authentication(server.path("authentication")));
        for (JsonNode one : diff.path("differences")) {
            if (one.has("approved")) {
                say(
                        "%s was %s, and is %s now%n",
                        one.path("member").asText(),
                        one.path("approved").asText(),
                        one.path("now").asText());
            }
        }
    }

    private static String authentication(JsonNode how) {
        var words = new StringBuilder(how.path("kind").asText());
        how.properties().stream()
                .filter(one -> !one.getKey().equals("kind"))
                .forEach(one ->
                        words.append(", %s %s".formatted(one.getKey(), one.getValue().toString())));
        return words.toString();
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Try a server as yourself, and say where it breaks. Exits 1 if it does.")
    int test(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "SERVER", description = SERVER) String name)
            throws IOException {
        var api = api(at);
        var result = api.post(path(found(api, name)) + "/test", JSON.createObjectNode());
        var outcome = result.path("outcome").asText();
        say("%s: %s%n", outcome, result.path("detail").asText());
        if (result.has("connect_url")) {
            say("connect at %s%n", result.path("connect_url").asText());
        }
        return outcome.equals("ok") ? 0 : 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Take a server out, with what was approved of it.")
    int remove(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "SERVER", description = SERVER) String name)
            throws IOException {
        var api = api(at);
        var server = found(api, name);
        api.delete(path(server));
        say("%s is gone%n", slug(server));
        return 0;
    }

    private static JsonNode found(Api api, String name) throws IOException {
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("not the name of a server: " + name);
        }
        if (name.startsWith("srv_")) {
            return api.get("/servers/" + name);
        }
        var found = api.get("/servers?slug=" + name).path("items");
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no server has the slug " + name + ": ./carnet server list");
        }
        return found.path(0);
    }

    private static String path(JsonNode server) {
        return "/servers/" + id(server);
    }

    private static String id(JsonNode server) {
        return server.path("id").asText();
    }

    private static String slug(JsonNode server) {
        return server.path("slug").asText();
    }

    private static String state(JsonNode server) {
        return server.path("state").asText();
    }

    /// Nothing of what a server says moves the cursor.
    private void say(String line, Object... values) {
        Object[] shown =
                Arrays.stream(values)
                        .map(value -> String.valueOf(value).replaceAll("\\p{Cntrl}", " "))
                        .toArray();
        spec.commandLine().getOut().printf(line, shown);
        spec.commandLine().getOut().flush();
    }

    private static Api api(HomeOption at) {
        return new Api(at.home(), Desk.GATEWAY, Clock.systemUTC());
    }
}
