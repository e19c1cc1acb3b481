package dev.carnet.local.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// `carnet`: the one command with all others in it.
@Command(
        name = "carnet",
        description = "Passport control for AI agents: an authorization server and MCP gateway.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "./carnet test runs the tests: ./carnet test --help."},
        mixinStandardHelpOptions = true,
        version = "carnet 0.1.0",
        subcommands = {
            Up.class,
            Login.class,
            Logout.class,
            Key.class,
            Passport.class,
            ServerCommand.class,
            Revoke.class,
            EventsCommand.class,
            ReviewCommand.class,
            Audit.class,
            Migrate.class,
            ConformanceCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        })
public final class Carnet {

    /// What is told in one line; anything else is a fault of ours and shows where.
    private static final List<Class<? extends Exception>> EXPECTED =
            List.of(IOException.class, IllegalStateException.class, IllegalArgumentException.class);

    private Carnet() {}

    /// Runs one command; the exit code is 0, 1 when it failed, or 2 when the words made no sense.
    public static void main(String[] words) {
        // The migrations' library tells its steps; here only what went wrong matters.
        Logger.getLogger("").setLevel(Level.WARNING);
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
        if (!EXPECTED.stream().anyMatch(type -> type.isInstance(failure))) {
            throw failure;
        }
        command.getErr().println("carnet: " + words(failure));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /// A file system names the file alone.
    private static String words(Exception failure) {
        return switch (failure) {
            case NoSuchFileException missing ->
                    "there is no such file or folder: " + missing.getFile();
            case AccessDeniedException denied -> "access is denied: " + denied.getFile();
            default -> Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
        };
    }
}
