package dev.carnet.auth.agent;

import dev.carnet.auth.mandate.Granted;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.auth.mandate.ServiceTexts;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/// The table `auth.agent_limit`, and which agents a template has. Whoever wrote it without ending
/// the agents' passports would leave some that are wider.
public final class AgentLimitStore {

    /// Limits with the version of their row.
    record Versioned(AgentLimits limits, int version) {}

    /// The agents of that template; none if it is not there.
    Uni<Optional<List<String>>> agents(SqlClient client, String workspace, String template) {
        return client.preparedQuery(
                        """
                        SELECT agents FROM gateway.agent_template
                        WHERE workspace_id = $1 AND template_id = $2
                        """)
                .execute(Tuple.of(workspace, template))
                .map(rows -> Columns.first(rows, row -> List.of(row.getArrayOfStrings("agents"))));
    }

    Uni<Optional<Versioned>> find(SqlClient client, String workspace, String template) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.agent_limit
                        WHERE workspace_id = $1 AND template_id = $2
                        """)
                .execute(Tuple.of(workspace, template))
                .map(rows ->
                        Columns.first(
                                rows,
                                row -> new Versioned(limits(row), row.getInteger("version"))));
    }

    /// The limits of every template that has that agent.
    public Uni<List<AgentLimits>> of(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        SELECT l.* FROM auth.agent_limit l JOIN gateway.agent_template t
                            ON t.workspace_id = l.workspace_id AND t.template_id = l.template_id
                        WHERE l.workspace_id = $1 AND $2 = ANY (t.agents)
                        """)
                .execute(Tuple.of(workspace, agent))
                .map(rows -> Columns.list(rows, AgentLimitStore::limits));
    }

    /// Sets them, unless they are of another version than they should be; that none are there is
    /// the version 0.
    ///
    /// @return the version they have then
    Uni<Optional<Integer>> put(
            SqlConnection transaction,
            String workspace,
            String template,
            AgentLimits limits,
            Optional<Integer> version) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.agent_limit AS l (workspace_id, template_id, scopes, mode,
                            services, interval_seconds, ttl_seconds, on_info, on_warning, on_critical,
                            line_seconds)
                        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12::int
                        WHERE coalesce($11::int, 0) = 0 OR EXISTS (
                            SELECT FROM auth.agent_limit
                            WHERE workspace_id = $1 AND template_id = $2 AND version = $11
                            FOR UPDATE)
                        ON CONFLICT (workspace_id, template_id) DO UPDATE SET
                            scopes = excluded.scopes, mode = excluded.mode,
                            services = excluded.services,
                            interval_seconds = excluded.interval_seconds,
                            ttl_seconds = excluded.ttl_seconds, on_info = excluded.on_info,
                            on_warning = excluded.on_warning, on_critical = excluded.on_critical,
                            line_seconds = excluded.line_seconds, version = l.version + 1
                            WHERE $11 IS NULL OR l.version = $11
                        RETURNING version
                        """)
                .execute(
                        Tuple.of(workspace, template)
                                .addValue(
                                        limits.scopes()
                                                .map(some -> some.toArray(String[]::new))
                                                .orElse(null))
                                .addValue(limits.mode().orElse(null))
                                .addString(
                                        ServiceTexts.text(
                                                Granted.ANYTHING.choose(limits.services())))
                                .addValue(limits.checkpointIntervalSeconds().orElse(null))
                                .addValue(limits.ttlSeconds().orElse(null))
                                .addValue(limits.onInfo().orElse(null))
                                .addValue(limits.onWarning().orElse(null))
                                .addValue(limits.onCritical().orElse(null))
                                .addValue(version.orElse(null))
                                .addValue(limits.lineSeconds().orElse(null)))
                .map(rows -> Columns.first(rows, row -> row.getInteger("version")));
    }

    Uni<Boolean> delete(SqlConnection transaction, String workspace, String template) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM auth.agent_limit
                        WHERE workspace_id = $1 AND template_id = $2
                        """)
                .execute(Tuple.of(workspace, template))
                .map(rows -> rows.rowCount() == 1);
    }

    private static AgentLimits limits(Row row) {
        return new AgentLimits(
                Optional.ofNullable(row.getArrayOfStrings("scopes")).map(List::of),
                Optional.ofNullable(row.getString("mode")),
                ServiceTexts.granted(row.getString("services"))
                        .services()
                        .map(some -> some.stream().map(ServiceForm::of).toList()),
                Optional.ofNullable(row.getInteger("interval_seconds")),
                Optional.ofNullable(row.getInteger("ttl_seconds")),
                Optional.ofNullable(row.getInteger("line_seconds")),
                Optional.ofNullable(row.getString("on_info")),
                Optional.ofNullable(row.getString("on_warning")),
                Optional.ofNullable(row.getString("on_critical")));
    }
}
