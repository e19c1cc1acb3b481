package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.login.Api;
import dev.carnet.local.login.ProofKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet passport …`: short-lived passports of agents, for scripts.
@Command(
        name = "passport",
        mixinStandardHelpOptions = true,
        description = "Issue and renew passports of agents (after ./carnet login).",
        synopsisSubcommandLabel = "COMMAND")
final class Passport {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Command(
            mixinStandardHelpOptions = true,
            description = "Issue a passport. Its token is printed alone on standard output.")
    int issue(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "AGENT", description = "agt_…") String agent,
            @Option(names = "--intent", description = "What it is for, in words.")
                    Optional<String> intent,
            @Option(
                            names = "--services",
                            description =
                                    "Servers or toolsets by their slugs, perhaps with classes, and"
                                            + " spaces between: \"mail:read,write files\".")
                    Optional<String> services,
            @Option(
                            names = "--declare",
                            description =
                                    "Slugs of the services it means to use, and spaces between; all"
                                            + " that --services names when nothing is said.")
                    Optional<String> declared,
            @Option(
                            names = "--checkpoint-interval",
                            description =
                                    "60 to 3600 seconds between two reports of a watched agent.")
                    Optional<Integer> interval,
            @Option(names = "--ttl", description = "60 to 3600 seconds.") Optional<Integer> ttl,
            @Option(names = "--mode", description = "standard, logged or enforced.")
                    Optional<String> mode,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description =
                                    "Bind it to the key in that file, which is made if it is not"
                                            + " there: nobody can use the passport without (DPoP).")
                    Optional<Path> key)
            throws IOException {
        var body = JSON.createObjectNode().put("agent_id", agent);
        intent.ifPresent(text -> body.putObject("intent").put("summary", text));
        declared.ifPresent(text -> words(body.withObject("/intent").putArray("services"), text));
        interval.ifPresent(seconds -> body.put("checkpoint_interval_seconds", seconds));
        ttl.ifPresent(seconds -> body.put("ttl_seconds", seconds));
        mode.ifPresent(name -> body.put("mode", name));
        services.ifPresent(text -> services(body.putArray("services"), text));
        var api = new Api(at.home(), Clock.systemUTC());
        return print(
                key.isEmpty()
                        ? api.post("/passports", body)
                        : api.post(
                                "/passports",
                                body,
                                ProofKey.readOrMake(key.get()),
                                Optional.empty()));
    }

    private static void words(ArrayNode list, String text) {
        List.of(text.strip().split("[ ,]+")).forEach(list::add);
    }

    private static void services(ArrayNode list, String text) {
        for (String one : text.split(" ", -1)) {
            String[] parts = one.split(":", 2);
            ObjectNode service = list.addObject().put("id", parts[0]);
            if (parts.length == 2) {
                var scopes = service.putArray("scopes");
                List.of(parts[1].split(",", -1)).forEach(scopes::add);
            }
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "The next passport of one that ends, alone on standard output.")
    int refresh(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "TOKEN", description = "The passport.") String token,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "The key that it is bound to.")
                    Optional<Path> key)
            throws IOException {
        var api = new Api(at.home(), Clock.systemUTC());
        var body = JSON.createObjectNode().put("token", token);
        return print(send(api, "/passports/refresh", body, key, token));
    }

    /// What an agent says that it did.
    static final class Said {

        @Option(
                names = "--used",
                defaultValue = "",
                description = "Slugs of the services that were used, and spaces between.")
        private String used = "";

        @Option(names = "--actions", required = true, description = "Calls so far.")
        private int actions;

        @Option(names = "--summary", required = true, description = "What was done, in words.")
        private String summary = "";

        @Option(names = "--key", paramLabel = "FILE", description = "The key that it is bound to.")
        private Optional<Path> key = Optional.empty();

        private JsonNode at(HomeOption home, String path, String token) throws IOException {
            var body = JSON.createObjectNode().put("token", token).put("summary", summary);
            body.put("actions_count", actions);
            var services = body.putArray("services_used");
            if (!used.isBlank()) {
                words(services, used);
            }
            return send(new Api(home.home(), Clock.systemUTC()), path, body, key, token);
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Report what a watched agent did so far. The next passport is printed alone on"
                            + " standard output: use that one from then on.")
    int checkpoint(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "TOKEN", description = "The passport.") String token,
            @Mixin Said said)
            throws IOException {
        JsonNode reported = said.at(at, "/passports/checkpoint", token);
        tell(reported);
        return reported.has("passport") ? print(reported.path("passport")) : 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Report for the last time: the passport ends.")
    int checkout(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "TOKEN", description = "The passport.") String token,
            @Mixin Said said)
            throws IOException {
        tell(said.at(at, "/passports/checkout", token));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Say whether a passport counts at this moment, and what it is for.")
    int verify(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "TOKEN", description = "The passport.") String token)
            throws IOException {
        var body = JSON.createObjectNode().put("token", token);
        var verdict = new Api(at.home(), Clock.systemUTC()).post("/passports/verify", body);
        spec.commandLine().getOut().println(verdict.toPrettyString());
        return verdict.path("active").asBoolean() ? 0 : 1;
    }

    private void tell(JsonNode reported) {
        var told = spec.commandLine().getErr();
        told.println(reported.path("outcome").asText());
        reported.path("findings")
                .forEach(one ->
                        told.println(
                                "%s: %s, %s"
                                        .formatted(
                                                one.path("severity").asText(),
                                                one.path("kind").asText(),
                                                one.path("detail").asText())
                                        .replaceAll("\\p{Cntrl}", " ")));
        told.flush();
    }

    private static JsonNode send(
            Api api, String path, ObjectNode body, Optional<Path> key, String token)
            throws IOException {
        return key.isEmpty()
                ? api.post(path, body)
                : api.post(path, body, ProofKey.read(key.get()), Optional.of(token));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Print the header DPoP of one request with a bound passport, for curl: the"
                            + " passport itself goes into \"Authorization: DPoP TOKEN\".")
    int proof(
            @Parameters(paramLabel = "TOKEN", description = "The passport.") String token,
            @Parameters(paramLabel = "URL", description = "Where the request goes.") URI url,
            @Option(
                            names = "--key",
                            required = true,
                            paramLabel = "FILE",
                            description = "The key that it is bound to.")
                    Path key,
            @Option(
                            names = "--method",
                            defaultValue = "POST",
                            description = "Of the request (default: ${DEFAULT-VALUE}).")
                    String method,
            @Option(names = "--nonce", description = "What the server said in DPoP-Nonce.")
                    Optional<String> nonce)
            throws IOException {
        spec.commandLine().getOut().println(ProofKey.read(key).proof(method, url, token, nonce));
        return 0;
    }

    private int print(JsonNode passport) {
        var told = spec.commandLine().getErr();
        told.println(
                "passport %s, until %s:"
                        .formatted(
                                passport.path("jti").asText(),
                                passport.path("expires_at").asText()));
        told.flush();
        spec.commandLine().getOut().println(passport.path("token").asText());
        return 0;
    }
}
