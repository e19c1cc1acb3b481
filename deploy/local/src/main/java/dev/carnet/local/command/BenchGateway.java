package dev.carnet.local.command;

import dev.carnet.bench.GatewayBench;
import dev.carnet.bench.Options;
import dev.carnet.bench.Table;
import dev.carnet.local.login.ProofKey;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `carnet bench gateway`: what the gateway adds to a call, on this machine.
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = {
            "Measure what the gateway adds to a call, and print one table. No goals, no verdict.",
            "",
            "Starts a Carnet of its own and two servers on loopback that do nothing but echo, one of"
                    + " each era. The same call is made directly and through Carnet by turns, with a"
                    + " bearer token and with one bound to a key (a fresh proof each time, signed"
                    + " within the time that is measured).",
            "",
            "Everything is on: a rule with a condition lets the call through, its begin and its end"
                    + " are on the disk before it is answered, and a filter reads the result. 'added"
                    + " by it' is what comes on top of the direct call, with how many times as long"
                    + " the median is; most of that is waiting for the disk, twice, so how long one"
                    + " entry takes is measured beside it.",
            "",
            "All of it runs on this machine, the callers and the echoes included: look at its load"
                    + " before you compare."
        })
final class BenchGateway implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private TemporaryHome at;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long a round lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Rounds of each, by turns; the median one is shown (default:"
                            + " ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Callers at once; with more than the machine has room for, what is measured is"
                            + " waiting (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return at.use(this::measure);
    }

    private int measure(Path home) throws IOException, InterruptedException {
        var options = new Options(callers, Duration.ofSeconds(seconds), rounds, 0);
        var out = spec.commandLine().getOut();
        Plan plan =
                Plan.onFreePorts(home, 1)
                        .with("CARNET_OWNER_EMAIL", BenchCommand.OWNER.email())
                        .with("CARNET_OWNER_PASSWORD", BenchCommand.OWNER.password());
        try (var carnet = RunningCarnet.start(plan);
                var bench =
                        new GatewayBench(
                                BenchCommand.target(carnet, Map.of()),
                                options,
                                new Table(out),
                                ProofKey.fresh()::proof)) {
            bench.run();
            out.flush();
        }
        return 0;
    }
}
