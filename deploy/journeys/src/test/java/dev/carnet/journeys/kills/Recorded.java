package dev.carnet.journeys.kills;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What a workspace's log says of calls at one server, past both services.
record Recorded(Stored stored, String origin, String server) {

    static Recorded of(Running running, Mcp client, String server)
            throws IOException, InterruptedException {
        String origin = client.call("audit_head").told().path("log").asText();
        var database = DatabaseUrl.parse(running.carnet().description().database()).source();
        return new Recorded(new Stored(database), origin, server);
    }

    List<Entry> begins() throws SQLException {
        return stored.log(origin).stream()
                .filter(entry -> entry.is("tool.call.begin"))
                .filter(entry -> entry.field("srv").equals(server))
                .toList();
    }

    /// Begun and not ended.
    List<Entry> open() throws SQLException {
        var open = new ArrayList<Entry>();
        for (Entry begin : begins()) {
            if (endsOf(begin).isEmpty()) {
                open.add(begin);
            }
        }
        return open;
    }

    List<Entry> endsOf(Entry begin) throws SQLException {
        return stored.log(origin).stream()
                .filter(entry -> entry.is("tool.call.end"))
                .filter(entry -> entry.field("begin").equals(begin.field("eid")))
                .toList();
    }
}
