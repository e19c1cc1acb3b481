package dev.carnet.mcp.notice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What nobody was told yet, of `gateway.gate` and `watch.security_event`: one statement takes it
/// and notes that it was told, so that of several replicas one does it.
@ApplicationScoped
public class NewsStore {

    private static final String AGENT = "agent:";

    private final String pages;
    private final String events;

    NewsStore(ServiceConfig config) {
        this.pages = config.issuer() + "/approvals/";
        this.events = config.mcpUrl().replaceFirst("/mcp$", "") + "/api/v1/security-events/";
    }

    /// Takes gates whose state nobody was told, so many, and none of those.
    Uni<List<News>> gates(SqlConnection transaction, int most, List<String> not) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET told = state
                        WHERE (workspace_id, gate_id) IN (
                            SELECT workspace_id, gate_id FROM gateway.gate WHERE told <> state
                                AND NOT gate_id = ANY ($2)
                            ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
                        RETURNING workspace_id, gate_id, kind, state, name, server, person_id,
                            decided_by, escalated_at, created_at, expires_at, ties, class,
                            description, repeatable, open_world, server_name, server_address
                        """)
                .execute(Tuple.of(most).addArrayOfString(not.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, this::gate));
    }

    private News gate(Row row) {
        String gate = row.getString("gate_id");
        String state = row.getString("state");
        boolean escalated = row.getOffsetDateTime("escalated_at") != null;
        ObjectNode body =
                Json.object()
                        .put("id", gate)
                        .put("kind", row.getString("kind"))
                        .put("state", state)
                        .put("tool", row.getString("name"))
                        .put("server", row.getString("server"))
                        .put("escalated", escalated)
                        .put("created_at", Columns.instant(row, "created_at").toString())
                        .put("expires_at", Columns.instant(row, "expires_at").toString())
                        .put("url", pages + gate);
        body.putObject("effect")
                .put("class", row.getString("class"))
                .put("description", row.getString("description"))
                .put("repeatable", row.getBoolean("repeatable"))
                .put("open_world", row.getBoolean("open_world"));
        copy(row, "server_name", body, "server_name");
        copy(row, "server_address", body, "server_address");
        copy(row, "person_id", body, "person");
        copy(row, "decided_by", body, "decided_by");
        List<String> agents =
                Arrays.stream(row.getArrayOfStrings("ties"))
                        .filter(tie -> tie.startsWith(AGENT))
                        .map(tie -> tie.substring(AGENT.length()))
                        .toList();
        String kind = "gate." + state;
        return new News(
                row.getString("workspace_id"),
                about(gate, state, escalated),
                kind,
                Optional.empty(),
                agents,
                kind,
                "gate",
                body);
    }

    /// That a call waits is told once more when more people may decide it.
    private static String about(String gate, String state, boolean escalated) {
        return gate + ":" + state + (escalated && state.equals("waiting") ? ":escalated" : "");
    }

    /// Takes security events that nobody was told of, so many, and none of those.
    Uni<List<News>> events(SqlConnection transaction, Instant now, int most, List<String> not) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE watch.security_event SET told_at = $1
                        WHERE (workspace_id, id) IN (
                            SELECT workspace_id, id FROM watch.security_event
                            WHERE told_at IS NULL AND NOT id = ANY ($3)
                            ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED)
                        RETURNING workspace_id, id, kind, severity, message, person_id, agent_id,
                            passport_id, client_id, key_id, created_at
                        """)
                .execute(
                        Tuple.of(Columns.time(now), most)
                                .addArrayOfString(not.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, this::event));
    }

    private News event(Row row) {
        String id = row.getString("id");
        String severity = row.getString("severity");
        ObjectNode body =
                Json.object()
                        .put("id", id)
                        .put("kind", row.getString("kind"))
                        .put("severity", severity)
                        .put("message", row.getString("message"))
                        .put("created_at", Columns.instant(row, "created_at").toString())
                        .put("url", events + id);
        for (String who : List.of("person", "agent", "passport", "client", "key")) {
            copy(row, who + "_id", body, who);
        }
        return new News(
                row.getString("workspace_id"),
                id,
                row.getString("kind"),
                Optional.of(severity),
                Optional.ofNullable(row.getString("agent_id")).stream().toList(),
                "security_event",
                "event",
                body);
    }

    /// Takes changes of servers' health that nobody was told of, so many, and none of those.
    Uni<List<News>> servers(SqlConnection transaction, int most, List<String> not) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.server_health_change h SET told = true
                        FROM gateway.server s
                        WHERE (h.workspace_id, h.change_id) IN (
                            SELECT workspace_id, change_id FROM gateway.server_health_change
                            WHERE NOT told AND NOT change_id = ANY ($2)
                            ORDER BY changed_at LIMIT $1 FOR UPDATE SKIP LOCKED)
                            AND s.workspace_id = h.workspace_id AND s.server_id = h.server_id
                        RETURNING h.*, s.slug
                        """)
                .execute(Tuple.of(most).addArrayOfString(not.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, NewsStore::server));
    }

    private static News server(Row row) {
        String id = row.getString("change_id");
        String health = row.getString("health");
        String kind = health.equals("ok") ? "server.ok" : "server.failing";
        ObjectNode body =
                Json.object()
                        .put("id", id)
                        .put("server", row.getString("server_id"))
                        .put("slug", row.getString("slug"))
                        .put("was", row.getString("was"))
                        .put("status", health)
                        .put("changed_at", Columns.instant(row, "changed_at").toString());
        return new News(
                row.getString("workspace_id"),
                id,
                kind,
                Optional.empty(),
                List.of(),
                kind,
                "health",
                body);
    }

    private static void copy(Row row, String column, ObjectNode body, String member) {
        Optional.ofNullable(row.getString(column)).ifPresent(text -> body.put(member, text));
    }

    /// Who is to be told: destinations that agreed, each once, however many rules name it.
    record Listener(String destination, String kind) {}

    /// Finds who is to be told. Somebody's own address is told while they are a member. Rules
    /// without kinds mean every security event and no gates.
    Uni<List<Listener>> listeners(SqlConnection transaction, News news) {
        return transaction
                .preparedQuery(
                        """
                        SELECT d.destination_id, d.kind FROM gateway.destination d
                        WHERE d.workspace_id = $1 AND d.verified_at IS NOT NULL
                            AND d.disabled_at IS NULL
                            AND (d.person_id IS NULL OR EXISTS (SELECT FROM auth.member m
                                WHERE m.workspace_id = $1 AND m.person_id = d.person_id))
                            AND EXISTS (SELECT FROM gateway.notice_rule r
                                WHERE r.workspace_id = $1 AND r.enabled
                                    AND d.destination_id = ANY (r.destinations)
                                    AND (cardinality(r.agents) = 0 OR r.agents && $4)
                                    AND CASE cardinality(r.kinds) WHEN 0 THEN $3::text IS NOT NULL
                                        ELSE $2 = ANY (r.kinds)
                                            OR split_part($2, '.', 1) || '.*' = ANY (r.kinds) END
                                    AND ($3::text IS NULL
                                        OR array_position($5::text[], $3)
                                            >= array_position($5::text[], r.severity)))
                        ORDER BY d.destination_id
                        """)
                .execute(
                        Tuple.of(news.workspace(), news.kind(), news.severity().orElse(null))
                                .addArrayOfString(news.agents().toArray(String[]::new))
                                .addArrayOfString(Rule.SEVERITIES.toArray(String[]::new)))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Listener(
                                                row.getString("destination_id"),
                                                row.getString("kind"))));
    }
}
