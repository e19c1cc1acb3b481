package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ReachStoreTest {

    private static final String MANY =
            """
            INSERT INTO audit.index (log_id, seq, time, eid, act, sub, jti)
            SELECT log_id, 1000000 + n, now(), gen_random_uuid(), CASE mod(n, 50) WHEN 0 THEN 'token.issue'
              ELSE 'tool.call.begin' END, 'prs_of_' || n, 'tok_of_' || n
            FROM generate_series(1, 20000) n, audit.log WHERE workspace_id =
            """;

    private final World world = World.current();

    /// The log is the longest table there is: revoking a token must not read all of it.
    @Test
    void finds_whose_a_token_is_without_reading_the_whole_log() throws SQLException {
        String workspace = world.workspace();
        try (Connection connection = world.owner().getConnection()) {
            connection.setAutoCommit(false);
            run(connection, MANY + "'" + workspace + "'");
            run(connection, "ANALYZE audit.index");
            run(connection, "SET LOCAL plan_cache_mode = force_generic_plan");
            run(
                    connection,
                    "PREPARE whose (text, text) AS " + ReachStore.sql(RevocationType.TOKEN));
            assertEquals(
                    List.of("prs_of_100"),
                    read(connection, "EXECUTE whose('" + workspace + "', 'tok_of_100')"));
            String plan =
                    String.join(
                            "\n",
                            read(
                                    connection,
                                    "EXPLAIN EXECUTE whose('" + workspace + "', 'tok_of_100')"));
            assertTrue(plan.contains("index_token"), plan);
            connection.rollback();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> read(Connection connection, String sql) throws SQLException {
        var rows = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var read = statement.executeQuery(sql)) {
            while (read.next()) {
                rows.add(read.getString(1));
            }
        }
        return rows;
    }
}
