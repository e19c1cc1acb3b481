package dev.carnet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.audit.AuditLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What stands in a workspace's audit log, read past every service.
public final class AuditTrail {

    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final World world;
    private final String workspace;

    private AuditTrail(World world, String workspace) {
        this.world = world;
        this.workspace = workspace;
    }

    /// The log of that workspace.
    public static AuditTrail of(World world, String workspace) {
        return new AuditTrail(world, workspace);
    }

    /// Opens the workspace's log, as the transaction that creates a workspace does.
    static void open(World world, String workspace) {
        var statement = new AuditLogs("test.example", Clock.systemUTC()).statement(workspace);
        var inOrder =
                PARAMETER
                        .matcher(statement.sql())
                        .results()
                        .map(match -> statement.parameters().get(number(match) - 1))
                        .toArray();
        world.write(PARAMETER.matcher(statement.sql()).replaceAll("?"), inOrder);
    }

    /// Every event so far, oldest first.
    public List<JsonNode> events() {
        return world.use(connection -> {
            try (var statement =
                    connection.prepareStatement(
                            """
                            SELECT e.data FROM audit.entry e JOIN audit.log l USING (log_id)
                            WHERE l.workspace_id = ? ORDER BY e.seq
                            """)) {
                statement.setString(1, workspace);
                return read(statement.executeQuery());
            }
        });
    }

    /// Every event of that act so far.
    public List<JsonNode> events(String act) {
        return events().stream().filter(event -> event.path("act").asText().equals(act)).toList();
    }

    /// Waits until there is an event of that act which fits, and answers with the first of them.
    public JsonNode await(String act, Predicate<JsonNode> fits) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var first = events(act).stream().filter(fits).findFirst();
            if (first.isPresent()) {
                return first.get();
            }
            pause();
        }
        throw new AssertionError("no such " + act + " in " + events());
    }

    /// Waits a moment.
    public static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(end);
        }
    }

    private static List<JsonNode> read(ResultSet rows) throws SQLException {
        var events = new ArrayList<JsonNode>();
        while (rows.next()) {
            events.add(json(rows.getBytes(1)).path("event"));
        }
        return events;
    }

    private static JsonNode json(byte[] entry) {
        try {
            return JSON.readTree(entry);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int number(MatchResult parameter) {
        return Integer.parseInt(parameter.group(1));
    }
}
