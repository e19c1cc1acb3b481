package dev.carnet.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.bench.load.Load;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendLoadTest {

    @Test
    void every_append_is_an_entry_of_the_benchs_own_log(@TempDir Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (var database =
                EmbeddedDatabase.start(folder.resolve("data"), folder.resolve("log"), 0)) {
            var owner = database.url().source();
            Migrations.run(owner);
            var round = Duration.ofMillis(300);
            long appended;
            try (var log =
                    AppendLoad.open(vertx, database.url().withPassword(), Clock.systemUTC())) {
                var measured = new Load(vertx, 1, round).once(16, round, log.append());
                assertEquals("", measured.firstError());
                assertTrue(measured.rate() > 0);
                appended = Math.round(measured.rate() * 0.3);
            }
            try (var connection = owner.getConnection();
                    var rows =
                            connection
                                    .createStatement()
                                    .executeQuery("SELECT max(size) FROM audit.log")) {
                assertTrue(rows.next());
                assertTrue(rows.getLong(1) >= appended, rows.getLong(1) + " < " + appended);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
