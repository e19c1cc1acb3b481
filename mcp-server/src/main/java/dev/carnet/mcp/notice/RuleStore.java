package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// The table `gateway.notice_rule`.
@ApplicationScoped
public class RuleStore {

    /// Keeps a rule, unless the workspace has as many as it may.
    Uni<Boolean> insert(SqlConnection transaction, String workspace, Rule rule) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.notice_rule (workspace_id, rule_id, name, severity,
                            kinds, agents, destinations, enabled, created_at)
                        SELECT $1, $2, $3, $4, $5::text[], $6::text[], $7::text[], $8::boolean,
                            $9::timestamptz
                        WHERE (SELECT count(*) FROM gateway.notice_rule WHERE workspace_id = $1)
                            < $10::int
                        """)
                .execute(
                        row(Tuple.of(workspace, rule.id()), rule)
                                .addOffsetDateTime(Columns.time(rule.createdAt()))
                                .addInteger(NoticeLimits.NOTICE_RULES))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Writes what an edit made of it, if it still has the version the edit was made for.
    Uni<Boolean> update(SqlConnection transaction, String workspace, Rule rule) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.notice_rule SET name = $3, severity = $4, kinds = $5,
                            agents = $6, destinations = $7, enabled = $8, version = version + 1
                        WHERE workspace_id = $1 AND rule_id = $2 AND version = $9
                        """)
                .execute(row(Tuple.of(workspace, rule.id()), rule).addInteger(rule.version()))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple row(Tuple key, Rule rule) {
        return key.addString(rule.name())
                .addString(rule.severity())
                .addArrayOfString(rule.kinds().toArray(String[]::new))
                .addArrayOfString(rule.agents().toArray(String[]::new))
                .addArrayOfString(rule.destinations().toArray(String[]::new))
                .addBoolean(rule.enabled());
    }

    Uni<Boolean> delete(SqlConnection transaction, String workspace, Rule rule) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.notice_rule
                        WHERE workspace_id = $1 AND rule_id = $2 AND version = $3
                        """)
                .execute(Tuple.of(workspace, rule.id(), rule.version()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Optional<Rule>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.notice_rule WHERE workspace_id = $1 AND rule_id = $2
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, RuleStore::rule));
    }

    /// Newest first.
    Uni<List<Rule>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.notice_rule WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL OR (created_at, rule_id) < ($2, $3::text))
                        ORDER BY created_at DESC, rule_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, RuleStore::rule));
    }

    /// How many of these are destinations of the workspace; none of them goes away meanwhile.
    Uni<Integer> destinations(SqlConnection transaction, String workspace, List<String> ids) {
        return transaction
                .preparedQuery(
                        """
                        SELECT destination_id FROM gateway.destination
                        WHERE workspace_id = $1 AND destination_id = ANY ($2)
                        ORDER BY destination_id FOR SHARE
                        """)
                .execute(Tuple.of(workspace).addArrayOfString(ids.toArray(String[]::new)))
                .map(rows -> rows.rowCount());
    }

    /// How many of these are agents of the workspace.
    Uni<Integer> agents(SqlConnection transaction, String workspace, List<String> ids) {
        return transaction
                .preparedQuery(
                        """
                        SELECT agent_id FROM auth.agent
                        WHERE workspace_id = $1 AND agent_id = ANY ($2) AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace).addArrayOfString(ids.toArray(String[]::new)))
                .map(rows -> rows.rowCount());
    }

    private static Rule rule(Row row) {
        return new Rule(
                row.getString("rule_id"),
                row.getString("name"),
                row.getString("severity"),
                List.of(row.getArrayOfStrings("kinds")),
                List.of(row.getArrayOfStrings("agents")),
                List.of(row.getArrayOfStrings("destinations")),
                row.getBoolean("enabled"),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }
}
