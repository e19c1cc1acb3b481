package dev.carnet.auth.agent;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/// The keys of agents in `auth.agent`, and the challenges that lead to them. A challenge is used up
/// by the statement that keeps the key.
final class EnrolmentStore {

    /// An agent that has a key.
    record Keyed(String workspace, String agent, String owner, String publicJwk) {}

    /// Has a challenge wait, instead of any before it.
    Uni<Boolean> challenge(
            SqlConnection transaction,
            String workspace,
            String agent,
            String challenge,
            Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET challenge_hash = $3, challenge_expires_at = $4
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                agent,
                                OpaqueToken.hash(challenge),
                                Columns.time(expires)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// An agent that waits for a key.
    ///
    /// @param publicJwk the one that it has
    record Waiting(String workspace, String agent, Optional<String> publicJwk) {}

    /// Whose challenge that is, if it counts.
    Uni<Optional<Waiting>> waiting(SqlClient client, EnrolmentRequest request, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, agent_id, public_jwk FROM auth.agent
                        WHERE agent_id = $1 AND challenge_hash = $2 AND challenge_expires_at > $3
                            AND deleted_at IS NULL
                        """)
                .execute(
                        Tuple.of(
                                request.agentId(),
                                OpaqueToken.hash(request.challenge()),
                                Columns.time(now)))
                .map(rows ->
                        Columns.first(
                                rows,
                                row ->
                                        new Waiting(
                                                row.getString("workspace_id"),
                                                row.getString("agent_id"),
                                                Optional.ofNullable(row.getString("public_jwk")))));
    }

    /// Keeps the key whose owner had the challenge in the place of the one there was, or finds that
    /// the challenge counts no more or that there is another key by now.
    Uni<Boolean> enrol(
            SqlConnection transaction,
            EnrolmentRequest request,
            AgentKey key,
            Optional<String> before,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET public_jwk = $3, enrolled_at = $4,
                            challenge_hash = NULL, challenge_expires_at = NULL, version = version + 1
                        WHERE agent_id = $1 AND challenge_hash = $2 AND challenge_expires_at > $4
                            AND deleted_at IS NULL AND public_jwk IS NOT DISTINCT FROM $5
                        """)
                .execute(
                        Tuple.of(
                                request.agentId(),
                                OpaqueToken.hash(request.challenge()),
                                key.json(),
                                Columns.time(now),
                                before.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Whether there is a key.
    Uni<Boolean> isKeyed(SqlClient client, String workspace, String agent) {
        return client.preparedQuery(
                        """
                        SELECT EXISTS (SELECT FROM auth.agent WHERE workspace_id = $1
                            AND agent_id = $2 AND public_jwk IS NOT NULL AND deleted_at IS NULL)
                        """)
                .execute(Tuple.of(workspace, agent))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /// Has no challenge wait any more where there is no key, and says whether one did.
    Uni<Boolean> withdraw(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET challenge_hash = NULL, version = version + 1
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                            AND public_jwk IS NULL AND challenge_hash IS NOT NULL
                        """)
                .execute(Tuple.of(workspace, agent))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Takes the key away, and says whether there was one.
    Uni<Boolean> end(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET public_jwk = NULL, enrolled_at = NULL,
                            challenge_hash = NULL, version = version + 1
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                            AND public_jwk IS NOT NULL
                        """)
                .execute(Tuple.of(workspace, agent))
                .map(rows -> rows.rowCount() == 1);
    }

    /// The agent with its key: it says itself which it is, and its signature proves it.
    Uni<Optional<Keyed>> find(SqlClient client, String agent) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, agent_id, owner_id, public_jwk FROM auth.agent
                        WHERE agent_id = $1 AND public_jwk IS NOT NULL AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(agent))
                .map(rows -> Columns.first(rows, EnrolmentStore::keyed));
    }

    private static Keyed keyed(io.vertx.mutiny.sqlclient.Row row) {
        return new Keyed(
                row.getString("workspace_id"),
                row.getString("agent_id"),
                row.getString("owner_id"),
                row.getString("public_jwk"));
    }
}
