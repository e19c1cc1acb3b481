package dev.carnet.local.command;

import dev.carnet.bench.Bench;
import dev.carnet.bench.Options;
import dev.carnet.bench.Table;
import dev.carnet.bench.Target;
import dev.carnet.bench.fuzz.Fuzz;
import dev.carnet.bench.fuzz.Tally;
import dev.carnet.bench.person.Person;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `carnet bench`: what this machine gets out of Carnet, as one table.
@Command(
        name = "bench",
        subcommands = {BenchRevoke.class, BenchGateway.class},
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

    static final Target.Owner OWNER =
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

    @Option(
            names = "--fuzz",
            paramLabel = "N",
            description =
                    "Instead of measuring, send N requests nobody meant to every endpoint and page,"
                            + " and print what was answered. Fails on any answer that should never"
                            + " be given.")
    private long fuzz;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Repeat the requests of an earlier --fuzz (default: a new seed).")
    private @Nullable Long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return at.use(fuzz > 0 ? this::soak : this::measure);
    }

    /// Addresses are made up by a forwarded header, so that their limits hide nothing.
    private int soak(Path home) throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        long chosen = seed == null ? System.nanoTime() : seed;
        out.println("seed " + chosen);
        out.flush();
        Plan plan =
                Plan.onFreePorts(home, 1)
                        .with("CARNET_OWNER_EMAIL", OWNER.email())
                        .with("CARNET_OWNER_PASSWORD", OWNER.password())
                        .with("CARNET_TRUSTED_PROXIES", "127.0.0.1/32");
        try (var carnet = RunningCarnet.start(plan)) {
            URI issuer = URI.create(carnet.plan().issuer());
            var person = new Person(issuer, OWNER.email(), OWNER.password());
            URI mcp = URI.create(carnet.plan().mcp());
            Tally tally = new Fuzz(issuer, mcp, person, chosen, callers).run(fuzz);
            out.println(tally.table());
            tally.wrong().forEach(wrong -> out.println("\n" + wrong));
            if (tally.requests() < fuzz) {
                out.println("\nIt ended early: whoever sent them could not sign in any more.");
            }
            if (!tally.isMeaningful()) {
                out.println("\nToo much was left undecided to say anything. " + tally.silent());
            }
            boolean whole = tally.requests() >= fuzz && tally.isMeaningful();
            return tally.wrong().isEmpty() && whole ? 0 : 1;
        }
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
        return target(carnet, ready(carnet));
    }

    static Target target(RunningCarnet carnet, Map<String, Duration> ready) throws IOException {
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
