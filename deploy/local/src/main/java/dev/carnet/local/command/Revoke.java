package dev.carnet.local.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.login.Api;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet revoke`: takes something away, at once and everywhere.
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = {
            "Revoke something (after ./carnet login): from the answer on it is refused everywhere.",
            "Prints what was ended, as JSON."
        })
final class Revoke implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private HomeOption at;

    @Parameters(
            index = "0",
            paramLabel = "TYPE",
            description =
                    "passport, token, grant, client, agent, agent_passports, key, member, connection,"
                            + " server or workspace.")
    private String type;

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id;

    @Option(
            names = "--reason",
            defaultValue = "revoked from the command line",
            description = "Why, for the audit log.")
    private String reason;

    @Option(names = "--dry-run", description = "Only say what would end.")
    private boolean dryRun;

    @Option(
            names = "--confirm",
            description = "Needed for a workspace: everything that was given out in it ends.")
    private boolean confirm;

    @Override
    public Integer call() throws IOException {
        var more = new ObjectMapper().createObjectNode();
        if (dryRun) {
            more.put("dry_run", true);
        }
        if (confirm) {
            more.put("confirm", true);
        }
        return run(spec, at, more.put("type", type).put("id", id).put("reason", reason));
    }

    static int run(CommandSpec spec, HomeOption at, String type, String id, String reason)
            throws IOException {
        var body = new ObjectMapper().createObjectNode();
        return run(spec, at, body.put("type", type).put("id", id).put("reason", reason));
    }

    private static int run(CommandSpec spec, HomeOption at, ObjectNode body) throws IOException {
        var answer = new Api(at.home(), Clock.systemUTC()).post("/revocations", body);
        spec.commandLine().getOut().println(answer.toPrettyString());
        return 0;
    }
}
