package dev.carnet.auth.policy;

import dev.carnet.auth.policy.Rule.Kind;
import dev.carnet.auth.policy.Rule.Target;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The table `auth.client_policy`. Whoever changes it holds `ClientPolicies.LOCK` of the workspace
/// alone, and ends what the change blocks in the same transaction: a rule without that would let
/// live what it forbids.
@Singleton
final class ClientPolicyStore {

    private static final String SELECT =
            """
            SELECT policy_id, kind, target, stance, refresh_grace_seconds, version, created_at
            FROM auth.client_policy WHERE workspace_id = $1
            """;

    /// All rules of the workspace; their number is bounded when they are made.
    Uni<RuleBook> book(SqlClient client, String workspace) {
        return client.preparedQuery(SELECT)
                .execute(Tuple.of(workspace))
                .map(rows -> new RuleBook(Columns.list(rows, ClientPolicyStore::rule)));
    }

    Uni<List<Rule>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        SELECT
                                + """
                                AND ($2::timestamptz IS NULL OR (created_at, policy_id) < ($2, $3))
                                ORDER BY created_at DESC, policy_id DESC LIMIT $4
                                """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, ClientPolicyStore::rule));
    }

    Uni<Optional<Rule>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(SELECT + "AND policy_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ClientPolicyStore::rule));
    }

    /// Keeps the rule in the place of an older one about the same, and answers what stands there.
    Uni<Rule> put(SqlConnection transaction, String workspace, Rule rule) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.client_policy AS p
                            (workspace_id, policy_id, kind, target, stance, refresh_grace_seconds,
                             created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        ON CONFLICT (workspace_id, kind, target) DO UPDATE SET
                            stance = excluded.stance,
                            refresh_grace_seconds = excluded.refresh_grace_seconds,
                            version = p.version + 1
                        RETURNING *
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(rule.id())
                                .addString(rule.target().kind().wire())
                                .addString(rule.target().text())
                                .addString(rule.stance().wire())
                                .addValue(
                                        rule.grace()
                                                .map(grace -> (int) grace.toSeconds())
                                                .orElse(null))
                                .addOffsetDateTime(Columns.time(rule.createdAt())))
                .map(rows -> rule(rows.iterator().next()));
    }

    Uni<Void> delete(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        "DELETE FROM auth.client_policy WHERE workspace_id = $1 AND policy_id = $2")
                .execute(Tuple.of(workspace, id))
                .replaceWithVoid();
    }

    /// Every client that has something alive in the workspace, or could get it by itself, with
    /// every URI it leads to now or led to when it was given what lives.
    Uni<List<Party>> parties(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        """
                        SELECT client_id, c.workspace_id IS NOT NULL AS own, ARRAY(
                            SELECT unnest(c.redirect_uris)
                            UNION SELECT unnest(g.redirect_uris) FROM auth.grant_ g
                            WHERE g.workspace_id = $1 AND g.client_id = held.client_id
                                AND g.revoked_at IS NULL) AS redirect_uris
                        FROM (
                            SELECT client_id FROM auth.grant_
                            WHERE workspace_id = $1 AND revoked_at IS NULL
                            UNION SELECT client_id FROM auth.code
                            WHERE workspace_id = $1 AND spent_at IS NULL
                                AND expires_at > clock_timestamp()
                            UNION SELECT client_id FROM auth.device_code
                            WHERE workspace_id = $1 AND spent_at IS NULL
                                AND expires_at > clock_timestamp()
                            UNION SELECT client_id FROM auth.client
                            WHERE workspace_id = $1 AND revoked_at IS NULL) AS held
                        LEFT JOIN auth.client c USING (client_id)
                        """)
                .execute(Tuple.of(workspace))
                .map(rows -> Columns.list(rows, ClientPolicyStore::party));
    }

    private static Party party(Row row) {
        return Party.of(
                row.getString("client_id"),
                row.getBoolean("own"),
                List.of(row.getArrayOfStrings("redirect_uris")));
    }

    private static Rule rule(Row row) {
        return new Rule(
                row.getString("policy_id"),
                new Target(Kind.of(row.getString("kind")), row.getString("target")),
                Stance.of(row.getString("stance")).orElseThrow(),
                Optional.ofNullable(row.getInteger("refresh_grace_seconds"))
                        .map(Duration::ofSeconds),
                row.getInteger("version"),
                Columns.instant(row, "created_at"));
    }
}
