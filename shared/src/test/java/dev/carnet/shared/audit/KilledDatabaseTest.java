package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.race.Often;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// PostgreSQL itself is killed under load and started again on its data.
class KilledDatabaseTest {

    private static final int KILLS = Often.oneIn(60, 1);
    private static final int CALLERS = 16;

    @Test
    void loses_nothing_acknowledged() throws Exception {
        AuditDatabase database = AuditDatabase.start();
        String workspace = database.workspace();
        GroupCommitLog log = database.writer();
        var load = new Load(log, database, workspace);
        for (int i = 0; i < KILLS; i++) {
            load.run(8, 3);
            var callers = new ArrayList<Thread>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(Thread.ofVirtual().start(load::appendForAWhile));
            }
            Thread.sleep(100);
            database.kill();
            for (Thread caller : callers) {
                caller.join();
            }
        }
        load.settleDown();
        load.check();
        assertTrue(load.acknowledged() > 150 * KILLS, load.acknowledged() + " acknowledged");
        log.close().await().atMost(AuditDatabase.WAIT);
    }
}
