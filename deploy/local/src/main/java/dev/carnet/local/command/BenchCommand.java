package dev.carnet.local.command;

import dev.carnet.bench.Bench;
import dev.carnet.bench.Options;
import dev.carnet.bench.Table;
import dev.carnet.bench.Target;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.Program;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `carnet bench`: what this machine gets out of Carnet, as one table.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure Carnet on this machine and print one table. No goals, no verdict.",
            "",
            "Starts a Carnet of its own with two mcp-servers that offer the conformance fixture's"
                    + " tools, in a temporary folder (or in --home), everything on: durable audit,"
                    + " policy, feed. The load comes from this process. A rate counts only what went"
                    + " well; errors stand beside it."
        })
final class BenchCommand implements Callable<Integer> {

    private static final Target.Owner OWNER =
            new Target.Owner("owner@example.com", "correct horse battery staple");

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
            description = "Rounds of each; the median one is shown (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "16",
            description = "Callers at once (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--revocations",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many passports are revoked (default: ${DEFAULT-VALUE}).")
    private int revocations;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return at.use(this::measure);
    }

    private int measure(Path home) throws IOException, InterruptedException {
        var options = new Options(callers, Duration.ofSeconds(seconds), rounds, revocations);
        var out = spec.commandLine().getOut();
        Plan plan =
                Plan.onFreePorts(home, 2)
                        .withMcpProgram(Program.of("mcp-fixture"))
                        .with("CARNET_OWNER_EMAIL", OWNER.email())
                        .with("CARNET_OWNER_PASSWORD", OWNER.password());
        try (var carnet = RunningCarnet.start(plan);
                var bench = new Bench(target(carnet), options, new Table(out))) {
            bench.run();
            out.flush();
        }
        return 0;
    }

    private static Target target(RunningCarnet carnet) throws IOException {
        Map<String, Duration> ready = ready(carnet);
        List<URI> replicas =
                carnet.plan().replicas().stream().map(url -> URI.create(url).resolve("/")).toList();
        Map<String, Long> processes = new TreeMap<>(carnet.description().pids());
        processes.remove("launcher");
        return new Target(
                URI.create(carnet.plan().issuer()),
                URI.create(carnet.plan().mcp()),
                replicas,
                Optional.of(replicas.getFirst()),
                Optional.of(carnet.description().database()),
                OWNER,
                ready,
                processes);
    }

    /// Every part once more from a standing start.
    private static Map<String, Duration> ready(RunningCarnet carnet) throws IOException {
        var ready = new LinkedHashMap<String, Duration>();
        for (String part : List.of("postgres", "auth-server", "mcp-server-1")) {
            carnet.stop(part);
            long began = System.nanoTime();
            carnet.start(part);
            ready.put(part, Duration.ofNanos(System.nanoTime() - began));
        }
        return ready;
    }
}
