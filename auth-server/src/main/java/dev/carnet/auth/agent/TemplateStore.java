package dev.carnet.auth.agent;

import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/// Who is of which template of agents, in mcp-server's table `gateway.agent_template`. What is
/// assigned to a template each of its agents gets, so whoever wrote here without telling the feed
/// would have replicas that do not know of it.
final class TemplateStore {

    /// So many agents a template has at most, as mcp-server's API has it.
    static final int MOST = 500;

    /// What replicas must learn when it changes who is of a template.
    static final ChangeBody CHANGED = new GatewayChanged("toolsets");

    /// What became of it.
    enum Joined {
        DONE,
        FULL,
        NO_SUCH_TEMPLATE;

        /// Refuses anything else.
        void demandDone() {
            switch (this) {
                case DONE -> {}
                case FULL ->
                        throw Refused.field(
                                "/template_id", "has %d agents already".formatted(MOST));
                case NO_SUCH_TEMPLATE ->
                        throw Refused.field("/template_id", "is no template of this workspace");
            }
        }
    }

    /// Puts an agent into a template, at whatever version that is.
    Uni<Joined> join(SqlConnection transaction, String workspace, String template, String agent) {
        return transaction
                .preparedQuery(
                        """
                        WITH held AS (
                            SELECT cardinality(agents) < $4 AS room FROM gateway.agent_template
                            WHERE workspace_id = $1 AND template_id = $2 FOR UPDATE),
                        joined AS (
                            UPDATE gateway.agent_template t
                            SET agents = t.agents || $3::text, version = t.version + 1
                            FROM held WHERE held.room AND t.workspace_id = $1 AND t.template_id = $2)
                        SELECT room FROM held
                        """)
                .execute(Tuple.of(workspace, template, agent, MOST))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Joined.NO_SUCH_TEMPLATE;
                    }
                    return rows.iterator().next().getBoolean("room") ? Joined.DONE : Joined.FULL;
                });
    }

    /// Takes an agent out of all templates, and answers what replicas must learn of it.
    Uni<List<ChangeBody>> leave(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.agent_template
                        SET agents = array_remove(agents, $2), version = version + 1
                        WHERE workspace_id = $1 AND $2 = ANY (agents)
                        """)
                .execute(Tuple.of(workspace, agent))
                .map(rows -> rows.rowCount() == 0 ? List.of() : List.of(CHANGED));
    }
}
