package dev.carnet.mcp.gate;

import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// Takes back what waits when its principal is gone. Nothing rests on this being quick: a decision
/// looks at the revocations itself, and only a caller who still stands can have a call run.
@ApplicationScoped
public class GateCompanion implements Companion {

    /// The part of the gateway that auth-server says has changed when somebody edited arguments.
    private static final String EDITS = "gate_edits";

    private static final Logger LOG = Logger.getLogger(GateCompanion.class);

    private final Sweeper sweeper;
    private final EditChecks edits;

    GateCompanion(Sweeper sweeper, EditChecks edits) {
        this.sweeper = sweeper;
        this.edits = edits;
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return Uni.createFrom().item(() -> () -> {});
    }

    @Override
    public Uni<Runnable> follow(SqlConnection open, List<Change> changes) {
        var gone = new TreeMap<String, Map<String, String>>();
        for (Change change : changes) {
            tie(change.body())
                    .ifPresent(tie ->
                            gone.computeIfAbsent(change.workspace(), _ -> new TreeMap<>())
                                    .put(tie, what(change)));
        }
        boolean edited =
                changes.stream().anyMatch(one -> one.body().equals(new GatewayChanged(EDITS)));
        return Uni.createFrom()
                .item(() ->
                        () -> {
                            withdraw(gone);
                            if (edited) {
                                check();
                            }
                        });
    }

    /// Somebody waits on a page for it; the timer comes by in any case.
    private void check() {
        Work.start(
                edits.look(),
                done -> {},
                lost -> LOG.warnf("Edited arguments were not checked: %s", lost));
    }

    private void withdraw(Map<String, Map<String, String>> gone) {
        gone.forEach((workspace, ties) ->
                Work.start(
                        sweeper.withdraw(workspace, ties),
                        done -> {},
                        lost -> LOG.warnf("Gates of %s were not taken back: %s", ties, lost)));
    }

    private static Optional<String> tie(ChangeBody body) {
        return switch (body) {
            case ChangeBody.Revoked revoked -> Optional.of(revoked.type() + ":" + revoked.id());
            case ChangeBody.MemberChanged member ->
                    Optional.of("member:" + member.person()).filter(_ -> member.role().isEmpty());
            case ChangeBody.KeyChanged key ->
                    Optional.of("key:" + key.key().keyId()).filter(_ -> key.key().revoked());
            case ChangeBody.AgentChanged agent ->
                    Optional.of("agent:" + agent.agent().agentId())
                            .filter(_ -> agent.agent().status() != AgentState.Status.ACTIVE);
            case ChangeBody.SigningKeyChanged _,
                    ChangeBody.WorkspaceChanged _,
                    ChangeBody.GatewayChanged _ ->
                    Optional.empty();
        };
    }

    /// As ends of streams and calls name it.
    private static String what(Change change) {
        String code =
                switch (change.body()) {
                    case ChangeBody.Revoked revoked -> revoked.type() + "_revoked";
                    case ChangeBody.MemberChanged _ -> "not_a_member";
                    case ChangeBody.KeyChanged _ -> "key_revoked";
                    case ChangeBody.AgentChanged _ -> "agent_suspended";
                    case ChangeBody.SigningKeyChanged _,
                            ChangeBody.WorkspaceChanged _,
                            ChangeBody.GatewayChanged _ ->
                            change.body().kind();
                };
        return code + "/" + change.seq();
    }
}
