package dev.carnet.mcp.gate;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The table `gateway.gate`, as the caller's side moves it: asked, run, ended, taken back. A row
/// moves by one statement that names the state it comes from; a statement that did not would let a
/// call run twice, or after it was refused.
@ApplicationScoped
public class GateStore {

    private final Pool pool;

    GateStore(Pool pool) {
        this.pool = pool;
    }

    /// What is kept sealed of a call that waits.
    ///
    /// @param caller who asked, for {@link AskedBy}
    record Kept(Buffer arguments, Buffer caller) {}

    /// Writes a gate, unless the same call waits at one or the principal has too many.
    Uni<Boolean> insert(SqlConnection transaction, Gate.Ask ask, Kept kept, Instant now) {
        Demand demand = ask.demand();
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.gate (workspace_id, gate_id, kind, binding, principal,
                            subject, person_id, involved, ties, seq, toolset, name, server, tool,
                            pin, schema, rule, policy_version, reason, consequences, roles, people,
                            quorum, later_roles, later_people, escalates_at, arguments_sealed,
                            created_at, expires_at, caller_sealed, thing, class, description,
                            repeatable, open_world, server_name, server_address)
                        SELECT $1, $2, $3, $4::bytea, $5, $6, $7, $8::text[], $9::text[],
                            $10::bigint, $11, $12, $13, $14, $15, $16, $17, $18::bigint, $19, $20,
                            $21::text[], $22::text[], $23::int, $24::text[], $25::text[],
                            $26::timestamptz, $27::bytea, $28::timestamptz, $29::timestamptz,
                            $31::bytea, $32, $33, $34, $35::boolean, $36::boolean,
                            coalesce((SELECT s.name FROM gateway.server s
                                WHERE s.workspace_id = $1 AND s.slug = $13), ''),
                            coalesce((SELECT s.address FROM gateway.server s
                                WHERE s.workspace_id = $1 AND s.slug = $13), '')
                        WHERE (SELECT count(*) FROM gateway.gate WHERE workspace_id = $1
                            AND principal = $5 AND state = 'waiting') < $30::int
                        ON CONFLICT (workspace_id, binding) WHERE state IN ('waiting', 'approved')
                        DO NOTHING
                        """)
                .execute(
                        values(ask)
                                .addString(demand.rule())
                                .addLong(demand.policyVersion())
                                .addString(demand.reason())
                                .addString(demand.consequences())
                                .addArrayOfString(roles(demand.approvers()))
                                .addArrayOfString(people(demand.approvers()))
                                .addInteger(Math.max(demand.quorum(), 1))
                                .addArrayOfString(roles(demand.escalateTo()))
                                .addArrayOfString(people(demand.escalateTo()))
                                .addOffsetDateTime(escalation(demand, now))
                                .addValue(kept.arguments())
                                .addOffsetDateTime(utc(now))
                                .addOffsetDateTime(utc(now.plus(demand.expires())))
                                .addInteger(Limits.GATES_PER_PRINCIPAL)
                                .addValue(kept.caller())
                                .addString(ask.thing())
                                .addString(ask.reach().tier())
                                .addString(ask.reach().description())
                                .addBoolean(ask.reach().repeatable())
                                .addBoolean(ask.reach().openWorld()))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple values(Gate.Ask ask) {
        Gate.Who who = ask.who();
        return Tuple.tuple()
                .addString(ask.workspace())
                .addString(ask.id())
                .addString(ask.demand().kind().name().toLowerCase(Locale.ROOT))
                .addValue(ask.binding())
                .addString(who.principal())
                .addString(who.subject())
                .addString(who.person().orElse(null))
                .addArrayOfString(who.involved().toArray(String[]::new))
                .addArrayOfString(who.ties().toArray(String[]::new))
                .addLong(who.seq())
                .addString(ask.toolset())
                .addString(ask.name())
                .addString(ask.server())
                .addString(ask.tool())
                .addString(ask.pin())
                .addString(ask.schema());
    }

    /// The gate at which that very call waits, may run, or was refused a moment ago.
    Uni<Optional<Gate>> open(String workspace, Buffer binding, Instant refusedSince) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM gateway.gate WHERE workspace_id = $1 AND binding = $2
                            AND (state IN ('waiting', 'approved')
                                OR state = 'rejected' AND decided_at > $3)
                        ORDER BY state = 'rejected', created_at DESC LIMIT 1
                        """)
                .execute(Tuple.of(workspace, binding, utc(refusedSince)))
                .map(GateStore::first);
    }

    /// That gate.
    Uni<Optional<Gate>> find(String workspace, String id) {
        return pool.preparedQuery(
                        "SELECT * FROM gateway.gate WHERE workspace_id = $1 AND gate_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(GateStore::first);
    }

    /// Begins the one run.
    Uni<Optional<Gate>> claim(SqlConnection transaction, Gate gate, String run, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET state = 'running', run_id = $5, lease_until = $6
                        WHERE workspace_id = $1 AND gate_id = $2 AND binding = $3 AND version = $4
                            AND state = 'approved' AND expires_at > $7
                        RETURNING *
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(gate.workspace())
                                .addString(gate.id())
                                .addValue(gate.ask().binding())
                                .addInteger(gate.version())
                                .addString(run)
                                .addOffsetDateTime(utc(now.plus(Limits.GATE_LEASE)))
                                .addOffsetDateTime(utc(now)))
                .map(GateStore::first);
    }

    /// Goes on with a run that waits for its client's answers; of two who bring them one wins.
    Uni<Boolean> resume(Gate gate, String before, String run, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.gate SET run_id = $4, lease_until = $5, asked_sealed = NULL
                        WHERE workspace_id = $1 AND gate_id = $2 AND run_id = $3
                            AND state = 'running' AND lease_until > $6
                        """)
                .execute(
                        Tuple.of(
                                gate.workspace(),
                                gate.id(),
                                before,
                                run,
                                utc(now.plus(Limits.GATE_LEASE)),
                                utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Keeps what that run asks its client, unless it was answered otherwise meanwhile, and gives
    /// the client time.
    ///
    /// @param before what it asked until now
    Uni<Boolean> ask(Gate gate, String run, Optional<Buffer> before, Buffer asked, Instant until) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.gate SET asked_sealed = $5, lease_until = $6
                        WHERE workspace_id = $1 AND gate_id = $2 AND run_id = $3
                            AND state = 'running' AND asked_sealed IS NOT DISTINCT FROM $4
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(gate.workspace())
                                .addString(gate.id())
                                .addString(run)
                                .addValue(before.orElse(null))
                                .addValue(asked)
                                .addOffsetDateTime(utc(until)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Keeps those runs from being given up for lost.
    Uni<Void> renew(List<String> runs, Duration lease, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.gate SET lease_until = $2
                        WHERE state = 'running' AND run_id = ANY ($1)
                        """)
                .execute(Tuple.of(runs.toArray(String[]::new), utc(now.plus(lease))))
                .replaceWithVoid();
    }

    /// Ends that run.
    ///
    /// @param state `done`, `failed` or `unknown`
    Uni<Boolean> end(
            SqlConnection transaction,
            Gate gate,
            String run,
            String state,
            Optional<Buffer> result,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET state = $4, result_sealed = $5, ended_at = $6,
                            asked_sealed = NULL
                        WHERE workspace_id = $1 AND gate_id = $2 AND run_id = $3
                            AND state = 'running'
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(gate.workspace())
                                .addString(gate.id())
                                .addString(run)
                                .addString(state)
                                .addValue(result.orElse(null))
                                .addOffsetDateTime(utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// An approved call that may not run after all.
    Uni<Boolean> fail(SqlConnection transaction, Gate gate, String why, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET state = 'failed', why = $3, ended_at = $4
                        WHERE workspace_id = $1 AND gate_id = $2 AND state = 'approved'
                            AND version = $5
                        """)
                .execute(Tuple.of(gate.workspace(), gate.id(), why, utc(now), gate.version()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Takes a call back that has not run, or whose run waits for its client's answers.
    Uni<Boolean> withdraw(SqlConnection transaction, Gate gate, String why, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET state = 'withdrawn', why = $3, ended_at = $4,
                            asked_sealed = NULL
                        WHERE workspace_id = $1 AND gate_id = $2
                            AND (state IN ('waiting', 'approved')
                                OR state = 'running' AND asked_sealed IS NOT NULL)
                        """)
                .execute(Tuple.of(gate.workspace(), gate.id(), why, utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static String[] roles(Set<String> approvers) {
        return approvers.stream().filter(one -> Role.of(one).isPresent()).toArray(String[]::new);
    }

    private static String[] people(Set<String> approvers) {
        return approvers.stream().filter(one -> Role.of(one).isEmpty()).toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime escalation(Demand demand, Instant now) {
        return demand.escalateAfter().isPositive() ? utc(now.plus(demand.escalateAfter())) : null;
    }

    private static Optional<Gate> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(GateRow::gate).findFirst();
    }

    /// All rows of an answer.
    static List<Gate> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(GateRow::gate).toList();
    }

    /// A time as the driver binds it.
    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
