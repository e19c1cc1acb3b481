package dev.carnet.journeys.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.bench.GatewayBench;
import dev.carnet.bench.Options;
import dev.carnet.bench.Table;
import dev.carnet.bench.Target;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.local.login.ProofKey;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class MeasuredGatewayTest {

    @Test
    @Timeout(180)
    void every_call_that_is_compared_is_answered(@TempDir Path folder) throws Exception {
        Plan plan =
                Plan.onFreePorts(folder.resolve("home"), 1)
                        .with("CARNET_OWNER_EMAIL", WholeCarnet.OWNER)
                        .with("CARNET_OWNER_PASSWORD", WholeCarnet.password());
        var options = new Options(2, Duration.ofMillis(300), 1, 0);
        var table = new Table(new StringBuilder());
        try (var carnet = RunningCarnet.start(plan);
                var bench =
                        new GatewayBench(target(carnet), options, table, ProofKey.fresh()::proof)) {
            bench.run();
        }
        List<Table.Row> rows = table.rows();
        assertEquals(11, rows.size(), rows.toString());
        rows.forEach(row -> assertEquals(0, row.errors().orElse(0L), row.toString()));
    }

    private static Target target(RunningCarnet carnet) throws IOException {
        URI mcp = URI.create(carnet.plan().mcp());
        return new Target(
                URI.create(carnet.plan().issuer()),
                mcp,
                List.of(mcp.resolve("/")),
                Optional.empty(),
                Optional.of(carnet.description().database()),
                new Target.Owner(WholeCarnet.OWNER, WholeCarnet.password()),
                Map.of(),
                Map.of());
    }
}
