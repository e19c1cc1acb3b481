package dev.carnet.auth.passport;

import dev.carnet.auth.agent.AgentLimitStore;
import dev.carnet.auth.agent.AgentLimits;
import dev.carnet.auth.mandate.ServiceTexts;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.standing.FactorStore;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.MandateJson;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `auth.passport`, and the agent's row a passport is issued by. A passport is never
/// changed here; revoking is the revocation room's.
public final class PassportStore {

    private final LineStore lines = new LineStore();
    private final AgentLimitStore limits = new AgentLimitStore();

    /// Which passports are listed.
    ///
    /// @param owner only those of this person's agents
    record Filter(
            Optional<String> owner,
            Optional<String> agent,
            Optional<String> session,
            Optional<String> state) {}

    /// The agent, held until the transaction ends: a suspension either comes before, and is seen,
    /// or comes after, with a higher number than the passport carries.
    public Uni<Optional<Bearer>> bearer(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        SELECT a.owner_id, a.scopes, a.suspended_at IS NOT NULL AS suspended,
                            a.blocked_at IS NOT NULL AS blocked, %s AS lacks_factor,
                            a.mode, a.services,
                            least(a.line_seconds, w.line_seconds) AS line_seconds
                        FROM auth.agent a JOIN auth.workspace w USING (workspace_id) JOIN auth.member m
                            ON m.workspace_id = a.workspace_id AND m.person_id = a.owner_id
                            JOIN auth.person p ON p.person_id = m.person_id
                        WHERE a.workspace_id = $1 AND a.agent_id = $2 AND a.deleted_at IS NULL
                            AND p.disabled_at IS NULL
                        FOR SHARE OF a, m
                        """
                                .formatted(FactorStore.lacks("w", "a.owner_id")))
                .execute(Tuple.of(workspace, agent))
                .map(rows -> Columns.first(rows, PassportStore::bearer))
                .chain(found ->
                        found.map(bearer -> limited(transaction, workspace, agent, bearer))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Bearer>> limited(
            SqlConnection transaction, String workspace, String agent, Bearer bearer) {
        return limits.of(transaction, workspace, agent)
                .map(all -> {
                    Bearer within = bearer;
                    for (AgentLimits one : all) {
                        within = within.within(one);
                    }
                    return Optional.of(within);
                });
    }

    /// Has one report of the agent run at a time: each may end with blocking it, which would wait
    /// for every other that only shares the row.
    Uni<Void> hold(SqlConnection transaction, String workspace, String agent) {
        return transaction
                .preparedQuery(
                        """
                        SELECT agent_id FROM auth.agent WHERE workspace_id = $1 AND agent_id = $2
                        FOR NO KEY UPDATE
                        """)
                .execute(Tuple.of(workspace, agent))
                .replaceWithVoid();
    }

    /// Whether what a passport is issued with was taken away.
    Uni<Boolean> isOver(SqlConnection transaction, String workspace, Through through) {
        return transaction
                .preparedQuery(
                        """
                        SELECT EXISTS (SELECT FROM auth.revocation
                          WHERE workspace_id = $1 AND id = ANY ($2)
                            AND (type IN ('key', 'grant', 'token') OR seq > $3))
                        """)
                .execute(Tuple.of(workspace, through.ids().toArray(String[]::new), through.seq()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /// Keeps what was issued, in that transaction.
    public Uni<Void> insert(SqlConnection transaction, TokenClaims claims, String issuedBy) {
        Duration life = Duration.between(claims.issuedAt(), claims.expiresAt());
        return insert(transaction, claims, life, issuedBy, Through.NONE);
    }

    /// The same, where it may be renewed for longer than it lives itself.
    Uni<Void> insert(
            SqlConnection transaction,
            TokenClaims claims,
            Duration life,
            String issuedBy,
            Through through) {
        return keep(transaction, claims, issuedBy)
                .chain(() ->
                        claims.mandate().line().isPresent()
                                ? Uni.createFrom().voidItem()
                                : lines.begin(transaction, claims, life, through));
    }

    private static Uni<Void> keep(SqlConnection transaction, TokenClaims claims, String issuedBy) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.passport (workspace_id, jti, agent_id, owner_id,
                            passport_session, scope, intent, issued_by, issued_at, expires_at, line,
                            mandate, key_thumbprint)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                        """)
                .execute(
                        Tuple.of(claims.workspace(), claims.jti(), claims.subject())
                                .addString(claims.owner().orElseThrow())
                                .addString(claims.session().orElseThrow())
                                .addString(Scope.format(claims.scopes()))
                                .addString(claims.intent().orElse(""))
                                .addString(issuedBy)
                                .addOffsetDateTime(Columns.time(claims.issuedAt()))
                                .addOffsetDateTime(Columns.time(claims.expiresAt()))
                                .addString(claims.mandate().line().orElse(claims.jti()))
                                .addString(MandateJson.text(claims.mandate()))
                                .addValue(claims.keyThumbprint().orElse(null)))
                .replaceWithVoid();
    }

    Uni<List<Passport>> list(
            SqlClient client, String workspace, Filter filter, Slice slice, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT * FROM (
                            SELECT jti, agent_id, owner_id, passport_session, scope, intent,
                                issued_by, issued_at, expires_at, mandate, key_thumbprint,
                                coalesce(line, jti) AS line,
                                CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
                                     WHEN expires_at <= $2 THEN 'expired' ELSE 'active' END AS state
                            FROM auth.passport WHERE workspace_id = $1) AS issued
                        WHERE ($3::text IS NULL OR owner_id = $3)
                            AND ($4::text IS NULL OR agent_id = $4)
                            AND ($5::text IS NULL OR passport_session = $5)
                            AND ($6::text IS NULL OR state = $6)
                            AND ($7::timestamptz IS NULL OR (issued_at, jti) < ($7, $8))
                        ORDER BY issued_at DESC, jti DESC LIMIT $9
                        """)
                .execute(
                        Tuple.of(workspace, Columns.time(now))
                                .addValue(filter.owner().orElse(null))
                                .addValue(filter.agent().orElse(null))
                                .addValue(filter.session().orElse(null))
                                .addValue(filter.state().orElse(null))
                                .addValue(Columns.after(slice))
                                .addValue(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, PassportStore::passport));
    }

    private static Bearer bearer(Row row) {
        String names = String.join(" ", row.getArrayOfStrings("scopes"));
        return new Bearer(
                row.getString("owner_id"),
                Scope.parse(names),
                row.getBoolean("suspended"),
                row.getBoolean("blocked"),
                row.getBoolean("lacks_factor"),
                Mode.of(row.getString("mode")).orElseThrow(),
                ServiceTexts.granted(row.getString("services")),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(row.getInteger("line_seconds")).map(Duration::ofSeconds));
    }

    private static Passport passport(Row row) {
        Mandate mandate = MandateJson.of(row.getString("mandate"));
        return new Passport(
                Optional.empty(),
                row.getString("jti"),
                row.getString("agent_id"),
                row.getString("owner_id"),
                row.getString("passport_session"),
                List.of(row.getString("scope").split(" ", -1)),
                Intent.of(Optional.of(row.getString("intent")), mandate.intentServices()),
                PassportMandate.of(row.getString("line"), mandate),
                row.getString("issued_by"),
                Columns.instant(row, "issued_at"),
                Columns.instant(row, "expires_at"),
                row.getString("state"),
                Optional.ofNullable(row.getString("key_thumbprint")));
    }
}
