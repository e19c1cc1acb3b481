package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.local.login.Api;
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

/// `carnet review …`: reports of agents that somebody has to look at.
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = "Look at what agents reported, and decide (after ./carnet login).",
        synopsisSubcommandLabel = "COMMAND")
final class ReviewCommand {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "[a-z]{3}_[a-z0-9]{1,64}";

    @Spec private CommandSpec spec;

    @Command(
            mixinStandardHelpOptions = true,
            description = "List what waits for a decision, newest first, with what was found.")
    int list(
            @Mixin HomeOption at,
            @Option(names = "--all", description = "What was decided, too.") boolean all)
            throws IOException {
        String path = "/reviews?limit=100" + (all ? "" : "&state=pending");
        var line = "%-24s %-4s %-24s %-20s %s%n";
        say(line, "ID", "SEEN", "AGENT", "AT", "DECISION");
        for (var review : Pages.all(api(at), path)) {
            say(
                    line,
                    text(review, "id"),
                    text(review, "version"),
                    text(review, "agent_id"),
                    text(review, "made_at").replaceFirst("\\.\\d+", ""),
                    review.path("decision").asText("waits"));
            for (var found : review.path("findings")) {
                say(
                        "    %s: %s, %s%n",
                        text(found, "severity"), text(found, "kind"), text(found, "detail"));
            }
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Decide: accept, and the agent goes on, or block it.",
                "What was found meanwhile is not accepted: --seen says what you looked at.",
                "Whoever answers for the agent does not decide, but for owners of the workspace."
            })
    int decide(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "ID", description = "Its id, from list.") String id,
            @Parameters(paramLabel = "DECISION", description = "accept or block.") String decision,
            @Option(
                            names = "--seen",
                            required = true,
                            description = "The number beside its id, from list.")
                    int seen,
            @Option(names = "--note", description = "Why.") @Nullable String note)
            throws IOException {
        if (!id.matches(ID)) {
            throw new IllegalArgumentException("not the id of a review: " + id);
        }
        var body = JSON.createObjectNode().put("version", seen).put("decision", decision);
        if (note != null) {
            body.put("note", note);
        }
        var review = api(at).post("/reviews/" + id + "/decision", body);
        say("%s: %s%n", text(review, "id"), text(review, "decision"));
        return 0;
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText();
    }

    /// Nothing of what an agent says moves the cursor.
    private void say(String line, Object... values) {
        Object[] shown =
                Arrays.stream(values)
                        .map(value -> String.valueOf(value).replaceAll("\\p{Cntrl}", " "))
                        .toArray();
        spec.commandLine().getOut().printf(line, shown);
        spec.commandLine().getOut().flush();
    }

    private static Api api(HomeOption at) {
        return new Api(at.home(), Clock.systemUTC());
    }
}
