package dev.carnet.local.command;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// `carnet`: the one command with all others in it.
@Command(
        name = "carnet",
        description = "Passport control for AI agents: an authorization server and MCP gateway.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "carnet 0.1.0",
        subcommands = {Up.class, Migrate.class, HelpCommand.class})
public final class Carnet {

    private Carnet() {}

    /// Runs one command; the exit code is 0, 1 when it failed, or 2 when the words made no sense.
    public static void main(String[] words) {
        System.exit(commandLine().execute(words));
    }

    /// The command line with every command in it.
    public static CommandLine commandLine() {
        return new CommandLine(new Carnet())
                .setExecutionExceptionHandler(Carnet::explain)
                .setUsageHelpAutoWidth(true);
    }

    /// A failure is one line for the person, without a stack.
    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult words)
            throws Exception {
        if (!(failure instanceof IOException) && !(failure instanceof IllegalStateException)) {
            throw failure;
        }
        command.getErr().println("carnet: " + failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }
}
