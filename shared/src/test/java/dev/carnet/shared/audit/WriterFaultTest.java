package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.FaultyWire.Fault;
import dev.carnet.shared.audit.FaultyWire.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The fault table: every statement of the writer × every way its wire can break. Afterwards the
/// whole chain is checked, every acknowledged entry is where its receipt says, and nothing is there
/// twice.
@Execution(ExecutionMode.CONCURRENT)
class WriterFaultTest {

    /// Its own: processes that live or die here would be seen by the others.
    private static final AuditDatabase DATABASE = AuditDatabase.start();

    /// A statement of the writer, told by a part of its text.
    enum Step {
        DURABILITY("pg_settings"),
        HEARTBEAT("INSERT INTO audit.node"),
        SYSTEM_LOG("INSERT INTO audit.log"),
        HEAD_CHECK("LEFT JOIN LATERAL"),
        MEMORY_CHECK("$4::date[])"),
        SWEEP("FROM audit.outbox o"),
        BEGIN("BEGIN"),
        LOCK("FOR UPDATE"),
        WRITE("audit.must"),
        COMMIT("COMMIT"),
        LOOK_UP("SELECT i.eid, l.origin"),
        ROLLBACK("ROLLBACK");

        private final String statement;

        Step(String statement) {
            this.statement = statement;
        }

        /// Whether it belongs to connecting.
        boolean connects() {
            return compareTo(MEMORY_CHECK) <= 0;
        }

        /// What must go wrong before the writer comes to this statement.
        List<Fault> before() {
            return switch (this) {
                case LOOK_UP -> List.of(new Fault(COMMIT.statement, Mode.CUT_AFTER));
                case ROLLBACK -> List.of(new Fault(WRITE.statement, Mode.ERROR));
                default -> List.of();
            };
        }
    }

    record Case(Step step, Mode mode) {}

    static Stream<Case> cases() {
        return Arrays.stream(Step.values())
                .flatMap(step -> Arrays.stream(Mode.values()).map(mode -> new Case(step, mode)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void loses_nothing_acknowledged_and_writes_nothing_twice(Case fault) throws Exception {
        var faults =
                Stream.concat(
                                fault.step().before().stream(),
                                Stream.of(new Fault(fault.step().statement, fault.mode())))
                        .toList();
        String workspace = DATABASE.workspace();
        try (var wire = new FaultyWire(DATABASE.server.port())) {
            if (fault.step().connects()) {
                wire.arm(faults);
            }
            GroupCommitLog writer = DATABASE.writer(DATABASE.as("carnet_mcp").setPort(wire.port()));
            var load = new Load(writer, DATABASE, workspace);
            load.run(8, 5);
            if (!fault.step().connects()) {
                wire.arm(faults);
            }
            load.run(8, 12);
            load.runUntil(() -> wire.fired() == faults.size());
            load.run(8, 5);
            assertEquals(faults.size(), wire.fired());
            load.settleDown();
            load.check();
            writer.close().await().atMost(AuditDatabase.WAIT);
            assertTrue(load.acknowledged() > 60, load.acknowledged() + " acknowledged");
        }
    }
}
