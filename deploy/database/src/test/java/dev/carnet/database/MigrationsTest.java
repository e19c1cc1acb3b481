package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {

    @Test
    void migrates_once_on_a_durable_server(@TempDir Path folder) throws Exception {
        try (var database = EmbeddedDatabase.start(folder.resolve("data"), 0)) {
            assertTrue(Migrations.run(database.owner()) > 0);
            assertEquals(0, Migrations.run(database.owner()));
            try (var connection = database.owner().getConnection();
                    var statement = connection.createStatement()) {
                for (String setting :
                        new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                    var row = statement.executeQuery("SHOW " + setting);
                    assertTrue(row.next());
                    assertEquals("on", row.getString(1), setting);
                }
            }
        }
    }
}
