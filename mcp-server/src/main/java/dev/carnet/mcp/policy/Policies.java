package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.PolicyStore.Kept;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// The active policy of every workspace, kept in step with the feed. Reading documents happens off
/// the event loop.
@ApplicationScoped
public class Policies implements Companion {

    /// The name of this part in the feed.
    public static final String PART = "policy";

    private final PolicyStore store = new PolicyStore();
    private final Vertx vertx;
    private volatile PMap<String, Policy> active = HashTreePMap.empty();

    Policies(Vertx vertx) {
        this.vertx = vertx;
    }

    /// The policy of that workspace; the defaults, if it never activated one.
    public Policy of(String workspace) {
        return Optional.ofNullable(active.get(workspace)).orElse(Policy.DEFAULT);
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return store.active(open).chain(this::read).map(all -> () -> active = all);
    }

    @Override
    public Uni<Runnable> follow(SqlConnection open, List<Change> changes) {
        Set<String> touched =
                changes.stream()
                        .filter(change -> change.body().equals(new GatewayChanged(PART)))
                        .map(Change::workspace)
                        .collect(Collectors.toUnmodifiableSet());
        return touched.isEmpty()
                ? Uni.createFrom().item(() -> {})
                : store.activeOf(open, touched)
                        .chain(this::read)
                        .map(some -> () -> active = active.minusAll(touched).plusAll(some));
    }

    private Uni<PMap<String, Policy>> read(List<Kept> rows) {
        return vertx.executeBlocking(() -> byWorkspace(rows));
    }

    private static PMap<String, Policy> byWorkspace(List<Kept> rows) {
        var all = new TreeMap<String, Policy>();
        rows.forEach(row -> all.put(row.workspace(), row.policy()));
        return HashTreePMap.from(all);
    }
}
