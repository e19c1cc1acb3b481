package dev.carnet.shared.gate;

import dev.carnet.shared.standing.FactorStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The decisions of people about `gateway.gate`. Only auth-server decides, for a person who signed
/// in. Whoever may, whether it is their own, whether the principal still stands, and whether they
/// saw these very arguments: the statement that moves the row asks all of it, so that nothing can
/// change between the question and the step.
public final class DecisionStore {

    /// Whom it is for to decide: `$4` is the person. The caller's own people never approve.
    private static final String REACHED =
            """
            EXISTS (SELECT FROM auth.member m
                JOIN auth.person p USING (person_id) JOIN auth.workspace w USING (workspace_id)
                WHERE m.workspace_id = g.workspace_id AND m.person_id = $4
                    AND p.disabled_at IS NULL AND w.revoked_at IS NULL%s
                    AND CASE g.kind WHEN 'confirm' THEN m.person_id = g.person_id
                        ELSE NOT m.person_id = ANY (g.involved)
                            AND (m.person_id = ANY (g.people) OR m.role = ANY (g.roles)
                                OR cardinality(g.people) + cardinality(g.roles) = 0
                                    AND m.role IN ('owner', 'admin')
                                OR g.escalated_at IS NOT NULL
                                    AND (m.person_id = ANY (g.later_people)
                                        OR m.role = ANY (g.later_roles)))
                        END)
            """;

    /// Whose word counts: of those, whoever has the second factor that the workspace may demand.
    private static final String MAY =
            REACHED.formatted(" AND NOT " + FactorStore.lacks("w", "p.person_id"));

    /// Whether a person may decide about the gate `g` at this moment, as a condition.
    ///
    /// @param person the statement's parameter that names them, for example `$1`
    public static String may(String person) {
        return MAY.replace("$4", person);
    }

    /// Whether a gate `g` is for a person to decide once they have the second factor that the
    /// workspace may demand, as a condition.
    ///
    /// @param person the statement's parameter that names them, for example `$1`
    public static String reaches(String person) {
        return REACHED.formatted("").replace("$4", person);
    }

    /// The caller's credential was not taken away since it asked.
    private static final String STANDS =
            """
            NOT EXISTS (SELECT FROM auth.revocation r WHERE r.workspace_id = g.workspace_id
                AND r.type || ':' || r.id = ANY (g.ties)
                AND (r.seq > g.seq OR r.type IN ('token', 'passport', 'grant', 'key')))
            """;

    private static final String WAITING =
            """
            WHERE g.workspace_id = $1 AND g.gate_id = $2 AND g.version = $3
                AND g.state = 'waiting' AND g.expires_at > $5
            """;

    /// A decision.
    ///
    /// @param version of the arguments the person saw
    public record Decision(
            String workspace,
            String gate,
            int version,
            String person,
            Instant at,
            Optional<Buffer> remark) {

        private Tuple tuple() {
            return Tuple.tuple()
                    .addString(workspace)
                    .addString(gate)
                    .addInteger(version)
                    .addString(person)
                    .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                    .addValue(remark.orElse(null));
        }
    }

    /// One more yes; enough of them approve.
    ///
    /// @return the state after it; empty when it did not count
    public Uni<Optional<GateState>> approve(SqlConnection transaction, Decision decision) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate g SET
                            approved_by = array_append(g.approved_by, $4::text),
                            remark_sealed = coalesce($6::bytea, g.remark_sealed),
                            state = CASE WHEN cardinality(g.approved_by) + 1 >= g.quorum
                                THEN 'approved' ELSE g.state END,
                            decided_by = $4, decided_at = $5,
                            expires_at = CASE WHEN cardinality(g.approved_by) + 1 >= g.quorum
                                THEN $7::timestamptz ELSE g.expires_at END
                        """
                                + WAITING
                                + " AND NOT $4 = ANY (g.approved_by) AND "
                                + MAY
                                + " AND "
                                + STANDS
                                + " RETURNING g.state")
                .execute(decision.tuple().addOffsetDateTime(until(decision)))
                .map(DecisionStore::state);
    }

    /// A yes to other arguments. Whoever agreed to the earlier ones has not agreed to these.
    public Uni<Optional<GateState>> edit(
            SqlConnection transaction, Decision decision, Buffer edited) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate g SET
                            approved_by = ARRAY[$4::text], edited_sealed = $8, edited_by = $4,
                            version = g.version + 1,
                            remark_sealed = coalesce($6::bytea, g.remark_sealed),
                            state = CASE WHEN g.quorum <= 1 THEN 'approved' ELSE g.state END,
                            decided_by = $4, decided_at = $5,
                            expires_at = CASE WHEN g.quorum <= 1 THEN $7::timestamptz ELSE g.expires_at END
                        """
                                + WAITING
                                + " AND "
                                + MAY
                                + " AND "
                                + STANDS
                                + " RETURNING g.state")
                .execute(decision.tuple().addOffsetDateTime(until(decision)).addValue(edited))
                .map(DecisionStore::state);
    }

    /// A no, which is enough.
    public Uni<Optional<GateState>> reject(SqlConnection transaction, Decision decision) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate g SET state = 'rejected', why = 'rejected',
                            decided_by = $4, decided_at = $5, ended_at = $5, remark_sealed = $6
                        """
                                + WAITING
                                + " AND "
                                + MAY
                                + " RETURNING g.state")
                .execute(decision.tuple())
                .map(DecisionStore::state);
    }

    private static OffsetDateTime until(Decision decision) {
        return decision.at().plus(GateLimits.APPROVED_LIFE).atOffset(ZoneOffset.UTC);
    }

    private static Optional<GateState> state(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> GateState.of(row.getString("state")))
                .findFirst();
    }
}
