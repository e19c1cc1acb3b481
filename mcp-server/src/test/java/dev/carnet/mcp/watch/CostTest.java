package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.wire.TestTable;
import dev.carnet.shared.signal.Detector;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What watching costs the database, by what the database itself writes down of every statement.
@QuarkusTest
@Timeout(120)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class CostTest {

    private static final int CALLS = 60;
    private static final int LOOKS = 300;
    private static final int ROUNDS = 20;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final Pattern SAID =
            Pattern.compile(
                    "(?m)^carnet_mcp[|]LOG:  (?:execute [^:]*|statement): ([^\n]*(?:\n\t[^\n]*)?)");

    private final House house = new House();

    /// A call in which nothing is noticed has the same statements with every detector as with none;
    /// what is counted is added up now and then, however many calls there are.
    @Test
    void a_call_asks_the_database_nothing_more() throws Exception {
        house.owner()
                .body("{\"rules\": [{\"id\": \"all\", \"effect\": \"allow\"}]}")
                .put("/policy/draft")
                .then()
                .statusCode(200);
        house.owner().body("{}").post("/policy/activate").then().statusCode(200);
        set("credential_burst", "{\"threshold\": 1000}");
        calls(3);
        Map<String, Integer> on = statements(CostTest::adds);
        for (Detector one : Detector.values()) {
            set(one.wire(), "{\"enabled\": false}");
        }
        Map<String, Integer> off = undisturbed();
        assertTrue(off.values().stream().anyMatch(count -> count >= CALLS), off::toString);
        on.forEach((said, count) -> {
            boolean watching =
                    Stream.of("watch.tally", "watch.familiar", "watch.different")
                            .anyMatch(said::contains);
            if (watching) {
                assertTrue(count < CALLS / 2, said + count);
            } else if (count >= CALLS) {
                assertEquals(count / CALLS, off.getOrDefault(said, 0) / CALLS, said);
            }
        });
        assertTrue(on.keySet().stream().anyMatch(CostTest::adds));
        assertFalse(off.keySet().stream().anyMatch(CostTest::adds));
    }

    /// The statements once what was counted before the detectors were switched off is written down,
    /// which takes a second or so.
    private Map<String, Integer> undisturbed() throws IOException {
        Map<String, Integer> said = statements(_ -> true);
        for (int i = 0; i < ROUNDS && said.keySet().stream().anyMatch(CostTest::adds); i++) {
            said = statements(_ -> true);
        }
        return said;
    }

    private static boolean adds(String said) {
        return said.contains("watch.tally");
    }

    private void calls(int count) {
        var world = house.world();
        var client =
                McpClient.of(world.mcpUrl())
                        .bearer(world.token(world.claims(house.workspace(), house.ownerId())));
        for (int i = 0; i < count; i++) {
            assertEquals(200, client.tool("shop_refund", "{}").send().status());
        }
    }

    /// What this service asked while so many calls were made, each statement by how it begins.
    ///
    /// @param last of what follows them, and is waited for
    private Map<String, Integer> statements(Predicate<String> last) throws IOException {
        Path log = Path.of(house.world().read("SHOW data_directory") + ".log");
        long before = Files.size(log);
        house.world().write("ALTER SYSTEM SET log_line_prefix = '%u|'");
        house.world().write("ALTER SYSTEM SET log_statement = 'all'");
        house.world().read("SELECT pg_reload_conf()");
        try {
            while (counted(log, before).isEmpty()) {
                calls(1);
            }
            before = Files.size(log);
            calls(CALLS);
            for (int i = 0;
                    i < LOOKS && counted(log, before).keySet().stream().noneMatch(last);
                    i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return counted(log, before);
        } finally {
            house.world().write("ALTER SYSTEM RESET log_statement");
            house.world().write("ALTER SYSTEM RESET log_line_prefix");
            house.world().read("SELECT pg_reload_conf()");
        }
    }

    private static Map<String, Integer> counted(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        String said = new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8);
        var counts = new TreeMap<String, Integer>();
        SAID.matcher(said)
                .results()
                .forEach(one -> counts.merge(one.group(1).strip(), 1, Integer::sum));
        return counts;
    }

    private void set(String detector, String body) {
        house.owner().body(body).patch("/detectors/" + detector).then().statusCode(200);
    }
}
