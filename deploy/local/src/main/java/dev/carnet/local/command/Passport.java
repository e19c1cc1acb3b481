package dev.carnet.local.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.login.Api;
import java.io.IOException;
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
            @Option(names = "--ttl", description = "60 to 3600 seconds.") Optional<Integer> ttl,
            @Option(names = "--mode", description = "standard, logged or enforced.")
                    Optional<String> mode)
            throws IOException {
        var body = JSON.createObjectNode().put("agent_id", agent);
        intent.ifPresent(text -> body.putObject("intent").put("summary", text));
        ttl.ifPresent(seconds -> body.put("ttl_seconds", seconds));
        mode.ifPresent(name -> body.put("mode", name));
        services.ifPresent(text -> services(body.putArray("services"), text));
        return print(at, "/passports", body);
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
            @Parameters(paramLabel = "TOKEN", description = "The passport.") String token)
            throws IOException {
        return print(at, "/passports/refresh", JSON.createObjectNode().put("token", token));
    }

    private int print(HomeOption at, String path, ObjectNode body) throws IOException {
        var passport = new Api(at.home(), Clock.systemUTC()).post(path, body);
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
