package dev.carnet.local.command;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import dev.carnet.local.stack.Supervisor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `carnet up`: starts everything, says how to connect, and stays until it is stopped.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Start Carnet here and say how to connect to it. Ctrl-C stops all of it.",
            "",
            "Runs an embedded PostgreSQL in the home folder, or uses the one that"
                    + " CARNET_DATABASE_URL names (its owner role); migrates it; runs auth-server"
                    + " and mcp-server as processes of their own, with logs in the home folder. A"
                    + " process that dies is started again, at most 5 times in a minute.",
            "",
            "The first owner is CARNET_OWNER_EMAIL with CARNET_OWNER_PASSWORD, or whoever opens"
                    + " the one-time link that is printed."
        })
final class Up implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private HomeOption at;

    @Option(
            names = "--auth-port",
            paramLabel = "PORT",
            defaultValue = "8480",
            description = "Port of auth-server, the issuer (default: ${DEFAULT-VALUE}).")
    private int authPort;

    @Option(
            names = "--mcp-port",
            paramLabel = "PORT",
            defaultValue = "8490",
            description = "Port of mcp-server (default: ${DEFAULT-VALUE}); more replicas follow.")
    private int mcpPort;

    @Option(
            names = "--mcp-replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many mcp-server processes to run (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        out.println("starting…");
        out.flush();
        try (var carnet = RunningCarnet.start(plan())) {
            carnet.orphans().forEach(orphan -> out.println("stopped what was left: " + orphan));
            out.println(Welcome.text(carnet, System.getenv()));
            out.flush();
            return new Supervisor(carnet, at.home(), this::say).watch();
        }
    }

    private void say(String line) {
        var out = spec.commandLine().getErr();
        out.println("carnet: " + line);
        out.flush();
    }

    private Plan plan() {
        checkPorts();
        var plan = Plan.on(at.home().folder(), authPort, mcpPort, replicas);
        for (var variable : System.getenv().entrySet()) {
            plan = withVariable(plan, variable);
        }
        return plan;
    }

    private static Plan withVariable(Plan plan, Map.Entry<String, String> variable) {
        if (variable.getKey().equals("CARNET_DATABASE_URL")) {
            return plan.withDatabase(DatabaseUrl.parse(variable.getValue()));
        }
        return variable.getKey().startsWith("CARNET_")
                ? plan.with(variable.getKey(), variable.getValue())
                : plan;
    }

    private void checkPorts() {
        if (replicas < 1 || replicas > 16) {
            throw new ParameterException(spec.commandLine(), "--mcp-replicas is 1 to 16");
        }
        if (authPort < 1 || mcpPort < 1 || Math.max(authPort, mcpPort + replicas) > 64_000) {
            throw new ParameterException(spec.commandLine(), "ports are 1 to 64000");
        }
        if (authPort >= mcpPort && authPort < mcpPort + replicas) {
            throw new ParameterException(
                    spec.commandLine(), "port " + authPort + " is wanted twice");
        }
    }
}
