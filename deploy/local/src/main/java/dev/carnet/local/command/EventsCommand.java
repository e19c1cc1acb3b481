package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.local.login.Api;
import dev.carnet.local.login.Desk;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet events …`: what Carnet noticed by itself.
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "What Carnet noticed by itself (after ./carnet login --gateway).",
        synopsisSubcommandLabel = "COMMAND")
final class EventsCommand {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WORD = "[a-z_]{1,64}";
    private static final String ID = "[a-z]{3}_[a-z0-9]{1,64}";

    @Spec private CommandSpec spec;

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "List security events, newest first; those nobody resolved, unless --all.")
    int list(
            @Mixin HomeOption at,
            @Option(names = "--all", description = "Those that were resolved, too.") boolean all,
            @Option(names = "--severity", description = "info, warning or critical.")
                    @Nullable String severity,
            @Option(names = "--kind", description = "What noticed it.") @Nullable String kind,
            @Option(names = "--agent", description = "The id of an agent.") @Nullable String agent)
            throws IOException {
        String path =
                "/security-events?limit=100"
                        + (all ? "" : "&resolved=false")
                        + filter("severity", severity, WORD)
                        + filter("kind", kind, WORD)
                        + filter("agent_id", agent, ID);
        var line = "%-24s %-8s %-24s %-20s %s%n";
        say(line, "ID", "SEVERITY", "KIND", "AT", "WHAT");
        for (var event : Pages.all(api(at), path)) {
            say(
                    line,
                    text(event, "id"),
                    text(event, "severity"),
                    text(event, "kind"),
                    text(event, "created_at").replaceFirst("\\.\\d+", ""),
                    text(event, "message") + (event.path("resolved").asBoolean() ? " (done)" : ""));
        }
        return 0;
    }

    private static String filter(String name, @Nullable String value, String form) {
        if (value == null) {
            return "";
        }
        if (!value.matches(form)) {
            throw new IllegalArgumentException("not a possible " + name + ": " + value);
        }
        return "&" + name + "=" + value;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Show an event with the entries that caused it, as JSON.")
    int show(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "ID", description = "Its id (sev_…).") String id)
            throws IOException {
        spec.commandLine().getOut().println(api(at).get(path(id)).toPrettyString());
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Say that somebody looked at an event.")
    int resolve(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "ID", description = "Its id (sev_…).") String id,
            @Option(names = "--remark", description = "What was found.") @Nullable String remark)
            throws IOException {
        var body = JSON.createObjectNode();
        if (remark != null) {
            body.put("remark", remark);
        }
        var event = api(at).post(path(id) + "/resolve", body);
        say("%s is resolved%n", text(event, "id"));
        return 0;
    }

    private static String path(String id) {
        if (!id.matches(ID)) {
            throw new IllegalArgumentException("not the id of an event: " + id);
        }
        return "/security-events/" + id;
    }

    private static String text(JsonNode event, String member) {
        return event.path(member).asText();
    }

    /// Nothing of what an event says moves the cursor.
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
