package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whose faults close a server to whom.
class CircuitsTest {

    private final Circuits circuits =
            new Circuits(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    private final Destination server = Bench.at("http://localhost");

    private void fails(String principal, String behind) {
        circuits.through(
                server,
                new Pass(Map.of(), principal, behind),
                () ->
                        Future.failedFuture(
                                Fault.counting(FaultClass.TRANSPORT, "It did not answer.")));
    }

    private boolean passes(String principal) {
        return circuits.through(
                        server, new Pass(Map.of(), principal), () -> Future.succeededFuture(1))
                .succeeded();
    }

    /// Five passports of one person's are one person.
    @Test
    void many_credentials_of_one_close_a_server_to_nobody_else() {
        for (int i = 0; i < 2 * UpstreamLimits.FAULTS; i++) {
            fails("session-" + i, "ann");
        }
        assertTrue(passes("bob"));
    }

    @Test
    void what_fails_for_many_is_left_alone() {
        for (int i = 0; i < UpstreamLimits.FAULTS; i++) {
            fails("session-" + i, "person-" + i);
        }
        assertFalse(passes("bob"));
    }
}
