package dev.carnet.mcp.wire;

import dev.carnet.shared.gate.DecisionStore;
import dev.carnet.shared.gate.DecisionStore.Decision;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.gate.GateState;
import dev.carnet.shared.workspace.Role;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// People who decide about gates, with the statements and the database role of auth-server.
public final class GatePeople {

    private static Optional<Pool> pool = Optional.empty();

    private final DecisionStore store = new DecisionStore();
    private final People people;
    private final String approver;

    GatePeople(People people) {
        this.people = people;
        this.approver = people.world().member(people.workspace(), Role.OPERATOR);
    }

    /// Connections as auth-server has them.
    public static synchronized Pool auth() {
        Pool one =
                pool.orElseGet(() ->
                        PgBuilder.pool()
                                .connectingTo(
                                        new PgConnectOptions(
                                                        Arc.container()
                                                                .instance(PgConnectOptions.class)
                                                                .get())
                                                .setUser("carnet_auth"))
                                .using(Arc.container().instance(Vertx.class).get())
                                .build());
        pool = Optional.of(one);
        return one;
    }

    String approver() {
        return approver;
    }

    void approve(String gate) {
        if (!tryToApprove(gate)) {
            throw new AssertionError(gate + " is " + state(gate));
        }
    }

    boolean tryToApprove(String gate) {
        return approve(gate, approver, 1);
    }

    boolean approve(String gate, String person, int version) {
        return decide(in -> store.approve(in, decision(gate, person, version, Optional.empty())));
    }

    void reject(String gate, String remark) {
        var sealed = seal().seal(people.workspace(), gate, Part.REMARK, remark);
        decide(in -> store.reject(in, decision(gate, approver, 1, Optional.of(sealed))));
    }

    void edit(String gate, String arguments) {
        var sealed = seal().seal(people.workspace(), gate, Part.EDITED, arguments);
        decide(in -> store.edit(in, decision(gate, approver, 1, Optional.empty()), sealed));
    }

    /// Has other arguments checked, as the page does.
    ///
    /// @return the verdict, and what is wrong with them
    String check(String gate, String arguments) {
        return check(people.workspace(), gate, arguments);
    }

    /// The same in that workspace.
    public static String check(String workspace, String gate, String arguments) {
        String edit = dev.carnet.shared.workspace.Ids.fresh("edt");
        var sealed = seal().seal(workspace, gate, Part.PROPOSED, arguments);
        auth().preparedQuery(
                        """
                        INSERT INTO gateway.gate_edit
                            (workspace_id, edit_id, gate_id, edited_sealed, created_at)
                        VALUES ($1, $2, $3, $4, now())
                        """)
                .execute(Tuple.of(workspace, edit, gate, sealed))
                .await()
                .indefinitely();
        for (int i = 0; i < 100; i++) {
            var row =
                    auth().preparedQuery("SELECT * FROM gateway.gate_edit WHERE edit_id = $1")
                            .execute(Tuple.of(edit))
                            .await()
                            .indefinitely()
                            .iterator()
                            .next();
            if (row.getString("verdict") != null) {
                var problems = row.getBuffer("problems_sealed");
                return problems == null
                        ? row.getString("verdict")
                        : seal().open(
                                        workspace,
                                        gate,
                                        Part.PROBLEMS,
                                        Buffer.buffer(problems.getBytes()));
            }
            dev.carnet.testing.AuditTrail.pause();
        }
        throw new AssertionError("nobody checked " + gate);
    }

    private Decision decision(String gate, String person, int version, Optional<Buffer> remark) {
        return new Decision(people.workspace(), gate, version, person, Instant.now(), remark);
    }

    private static boolean decide(Function<SqlConnection, Uni<Optional<GateState>>> statement) {
        return auth().withTransaction(statement).await().indefinitely().isPresent();
    }

    String state(String gate) {
        return (String)
                people.world().read("SELECT state FROM gateway.gate WHERE gate_id = ?", gate);
    }

    String arguments(String gate) {
        return open(gate, "arguments_sealed", Part.ARGUMENTS);
    }

    String edited(String gate) {
        return open(gate, "edited_sealed", Part.EDITED);
    }

    private String open(String gate, String column, Part part) {
        var sealed =
                (byte[])
                        people.world()
                                .read(
                                        "SELECT " + column + " FROM gateway.gate WHERE gate_id = ?",
                                        gate);
        return seal().open(people.workspace(), gate, part, Buffer.buffer(sealed));
    }

    private static GateSeal seal() {
        return Arc.container().instance(GateSeal.class).get();
    }

    /// Makes a gate that much older.
    void age(String gate, String by) {
        people.world()
                .write(
                        """
                        UPDATE gateway.gate SET created_at = created_at - ?::interval,
                            expires_at = expires_at - ?::interval,
                            escalates_at = escalates_at - ?::interval
                        WHERE gate_id = ?
                        """,
                        by,
                        by,
                        by,
                        gate);
    }
}
