package dev.carnet.local.command;

import dev.carnet.bench.RevokeBench;
import dev.carnet.database.DatabaseUrl;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
            "Measure how soon a revocation counts, as p50, p99 and maximum. Fails if a request that began"
                    + " after the answer was served, or not all of a revocation was seen.",
            "",
            "Starts a Carnet of its own with two mcp-servers. Each trial uses a fresh passport at both"
                    + " every millisecond or so, with a stream open at each, and revokes it: from the"
                    + " commit until the first refused request began, until the streams were closed,"
                    + " and how long the call took.",
            "",
            "The commit is when PostgreSQL wrote its record, before that was on disk"
                    + " (track_commit_timestamp, which is on in this Carnet only). All of it runs on this"
                    + " machine, the programs that ask included: look at its load before you compare."
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

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "300",
            description =
                    "How many are revoked before, and not counted (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many mcp-servers (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return at.use(this::measure);
    }

    private int measure(Path home) throws IOException, InterruptedException {
        Plan plan =
                Plan.onFreePorts(home, replicas)
                        .with("CARNET_OWNER_EMAIL", BenchCommand.OWNER.email())
                        .with("CARNET_OWNER_PASSWORD", BenchCommand.OWNER.password());
        try (var carnet = RunningCarnet.start(plan)) {
            noteCommits(carnet);
            try (var bench = new RevokeBench(BenchCommand.target(carnet, Map.of()))) {
                RevokeBench.Result result = bench.run(warmUp, trials);
                spec.commandLine().getOut().print(result.table());
                spec.commandLine().getOut().flush();
                return result.failed() == 0 && result.broken() == 0 ? 0 : 1;
            }
        }
    }

    /// PostgreSQL notes when it commits from its next start on.
    private static void noteCommits(RunningCarnet carnet) throws IOException {
        try (var owner =
                        DatabaseUrl.parse(carnet.description().database())
                                .source()
                                .getConnection();
                var statement = owner.createStatement()) {
            statement.execute("ALTER SYSTEM SET track_commit_timestamp = on");
        } catch (SQLException refused) {
            throw new IOException("PostgreSQL is not to be told to note commits", refused);
        }
        var parts = new ArrayList<>(carnet.description().pids().keySet());
        parts.removeAll(List.of("launcher", "postgres"));
        parts.addFirst("postgres");
        for (String part : parts) {
            carnet.stop(part);
            carnet.start(part);
        }
    }
}
