package dev.carnet.auth.passport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The tables `auth.checkpoint` and `auth.review`, what the log has of a line's calls, and the
/// block of an agent.
final class ReportStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Count(String act, String service, int calls) {}

    /// What becomes of the agent by severity.
    record Escalation(String onInfo, String onWarning, String onCritical) {}

    /// A report as its row keeps it.
    record Kept(String id, String workspace, String line, String kind, Instant at) {}

    /// What the gateway saw of the line, up to the entries that are durable. Reports made by
    /// Carnet's own tools are none of it; a tool of a server that is called like them is.
    Uni<Seen> seen(SqlConnection transaction, String workspace, String line) {
        return transaction
                .preparedQuery(
                        """
                        SELECT i.act, count(*)::int AS calls, coalesce(
                            convert_from(e.data, 'UTF8')::json->'event'->>'srv', 'carnet') AS service
                        FROM audit.index i JOIN audit.log l ON l.log_id = i.log_id
                            JOIN audit.entry e ON e.log_id = i.log_id AND e.seq = i.seq
                        WHERE l.workspace_id = $1
                            AND i.jti IN (SELECT jti FROM auth.passport
                                WHERE workspace_id = $1 AND coalesce(line, jti) = $2)
                            AND NOT (coalesce(i.tool, '') IN ('checkpoint', 'checkout')
                                AND convert_from(e.data, 'UTF8')::json->'event'->>'srv' IS NULL)
                            AND (i.act = 'tool.call.begin'
                                OR (i.act = 'call.refused'
                                    AND convert_from(e.data, 'UTF8')::json->'event'->>'why'
                                        IN ('outside_passport', 'passport_constraint', 'scope',
                                            'insufficient_scope'))
                                OR (i.act = 'tool.call.end'
                                    AND convert_from(e.data, 'UTF8')::json->'event'->>'why'
                                        LIKE 'constraint:%'))
                        GROUP BY 1, 3
                        """)
                .execute(Tuple.of(workspace, line))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Count(
                                                row.getString("act"),
                                                row.getString("service"),
                                                row.getInteger("calls"))))
                .chain(counts ->
                        delegated(transaction, workspace, line)
                                .map(agents -> seen(counts, agents)));
    }

    /// To whom it was really delegated.
    private static Uni<Set<String>> delegated(
            SqlConnection transaction, String workspace, String line) {
        return transaction
                .preparedQuery(
                        """
                        SELECT DISTINCT agent_id FROM auth.passport_line
                        WHERE workspace_id = $1 AND parent = $2
                        """)
                .execute(Tuple.of(workspace, line))
                .map(rows -> Set.copyOf(Columns.list(rows, row -> row.getString("agent_id"))));
    }

    private static Seen seen(List<Count> counts, Set<String> agents) {
        Map<String, Integer> calls =
                counts.stream()
                        .filter(one -> one.act().equals("tool.call.begin"))
                        .collect(Collectors.toMap(Count::service, Count::calls));
        int refused =
                counts.stream()
                        .filter(one -> !one.act().equals("tool.call.begin"))
                        .mapToInt(Count::calls)
                        .sum();
        return new Seen(calls, refused, agents);
    }

    Uni<Escalation> escalation(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        SELECT auth.escalation($1, $2, 'info') AS on_info,
                            auth.escalation($1, $2, 'warning') AS on_warning,
                            auth.escalation($1, $2, 'critical') AS on_critical
                        """)
                .execute(Tuple.of(workspace, agent))
                .map(rows ->
                        Columns.first(
                                        rows,
                                        row ->
                                                new Escalation(
                                                        row.getString("on_info"),
                                                        row.getString("on_warning"),
                                                        row.getString("on_critical")))
                                .orElse(new Escalation("none", "notify", "block")));
    }

    Uni<Void> keep(
            SqlConnection transaction, Kept kept, Report report, Seen seen, Findings findings) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.checkpoint (checkpoint_id, workspace_id, line, kind, at,
                            services_used, actions_count, calls_seen, delegated_to, summary, findings)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                        """)
                .execute(
                        Tuple.of(kept.id(), kept.workspace(), kept.line(), kept.kind())
                                .addOffsetDateTime(Columns.time(kept.at()))
                                .addArrayOfString(report.servicesUsed().toArray(String[]::new))
                                .addInteger(report.actionsCount())
                                .addInteger(seen.total())
                                .addArrayOfString(
                                        report.delegatedTo()
                                                .orElse(List.of())
                                                .toArray(String[]::new))
                                .addString(report.summary())
                                .addString(json(findings.all())))
                .replaceWithVoid();
    }

    /// Has a person look at it. A line has one review: while nobody decided it says what was found
    /// last, and what was accepted on the way is looked at again when the line ends. What a
    /// detector blocked the agent for stays beside it.
    ///
    /// @param blocks whether the agent gets nothing until somebody decided
    /// @return its id, if it waits for somebody
    Uni<Optional<String>> review(
            SqlConnection transaction,
            Kept review,
            String agent,
            Findings findings,
            boolean ends,
            boolean blocks) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.review
                            (review_id, workspace_id, line, agent_id, made_at, findings, blocks)
                        VALUES ($1, $2, $3, $4, $5, $6, $8)
                        ON CONFLICT (workspace_id, line) DO UPDATE SET
                            findings = CASE
                                WHEN auth.review.blocks AND auth.review.decision IS NULL
                                THEN (auth.review.findings::jsonb || excluded.findings::jsonb)::text
                                ELSE excluded.findings END,
                            blocks = excluded.blocks
                                OR (auth.review.blocks AND auth.review.decision IS NULL),
                            version = auth.review.version + CASE
                                WHEN auth.review.decision IS NULL
                                    AND auth.review.findings = excluded.findings
                                    AND auth.review.blocks = excluded.blocks
                                THEN 0 ELSE 1 END,
                            decision = NULL,
                            decided_at = NULL, decided_by = NULL, note = ''
                            WHERE auth.review.decision IS NULL OR $7
                        RETURNING review_id
                        """)
                .execute(
                        Tuple.of(review.id(), review.workspace(), review.line(), agent)
                                .addOffsetDateTime(Columns.time(review.at()))
                                .addString(json(findings.all()))
                                .addBoolean(ends)
                                .addBoolean(blocks))
                .map(rows -> Columns.first(rows, row -> row.getString("review_id")));
    }

    /// Blocks the agent, whether or not it was blocked before.
    Uni<Void> block(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET version = version + 1,
                            blocked_at = coalesce(blocked_at, clock_timestamp())
                        WHERE workspace_id = $1 AND agent_id = $2
                        """)
                .execute(Tuple.of(workspace, agent))
                .replaceWithVoid();
    }

    static String json(List<Finding> findings) {
        try {
            return JSON.writeValueAsString(findings);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static List<Finding> findings(String json) {
        try {
            return List.of(JSON.readValue(json, Finding[].class));
        } catch (JsonProcessingException changed) {
            throw new IllegalStateException("findings that cannot be read", changed);
        }
    }
}
