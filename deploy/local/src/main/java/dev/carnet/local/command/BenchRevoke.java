package dev.carnet.local.command;

import dev.carnet.bench.RevokeBench;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `carnet bench revoke`: how soon a revocation counts, on this machine.
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = {
            "Measure how soon a revocation counts, as p50, p99 and maximum. No verdict.",
            "",
            "Starts a Carnet of its own with two mcp-servers. Each trial uses a fresh passport at both"
                    + " without a pause, with a stream open at each, and revokes it: from the writing of"
                    + " the revocation until the first refused request began, until the streams were"
                    + " closed, and how long the call took."
        })
final class BenchRevoke implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private TemporaryHome at;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many passports are revoked (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return at.use(this::measure);
    }

    private int measure(Path home) throws IOException, InterruptedException {
        Plan plan =
                Plan.onFreePorts(home, 2)
                        .with("CARNET_OWNER_EMAIL", BenchCommand.OWNER.email())
                        .with("CARNET_OWNER_PASSWORD", BenchCommand.OWNER.password());
        try (var carnet = RunningCarnet.start(plan);
                var bench = new RevokeBench(BenchCommand.target(carnet, Map.of()))) {
            spec.commandLine().getOut().print(bench.run(trials).table());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
