package dev.carnet.auth.trust;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/// Reads whether a workspace has the clients, agents and people that somebody names.
@Singleton
public final class TrustTargetStore {

    /// Whether all of them are the workspace's own and have not ended.
    public Uni<Boolean> all(
            SqlConnection transaction,
            String workspace,
            List<String> clients,
            List<String> agents) {
        return transaction
                .preparedQuery(
                        """
                        SELECT (SELECT count(*) FROM auth.client WHERE workspace_id = $1
                                AND client_id = ANY ($2) AND revoked_at IS NULL)
                            = (SELECT count(DISTINCT id) FROM unnest($2::text[]) AS t(id))
                          AND (SELECT count(*) FROM auth.agent WHERE workspace_id = $1
                                AND agent_id = ANY ($3) AND deleted_at IS NULL)
                            = (SELECT count(DISTINCT id) FROM unnest($3::text[]) AS t(id))
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                clients.toArray(String[]::new),
                                agents.toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /// Whether the person is a member.
    public Uni<Boolean> isMember(SqlConnection transaction, String workspace, String person) {
        return transaction
                .preparedQuery("SELECT FROM auth.member WHERE workspace_id = $1 AND person_id = $2")
                .execute(Tuple.of(workspace, person))
                .map(rows -> rows.size() == 1);
    }
}
