package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import dev.carnet.shared.server.ServerDeeds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The servers behind the gateway as this replica knows them, in step with the feed.
@Singleton
public class Servers implements Companion {

    /// The part of the gateway that a change of a server is a change of.
    public static final String PART = ServerDeeds.PART;

    private final ServerStore store;
    private final Instance<Upstreams> upstreams;
    private volatile Map<String, List<ServerState>> known = Map.of();

    Servers(ServerStore store, Instance<Upstreams> upstreams) {
        this.store = store;
        this.upstreams = upstreams;
    }

    /// Every server of that workspace, whatever its state.
    public List<ServerState> of(String workspace) {
        return known.getOrDefault(workspace, List.of());
    }

    /// The server of that id in that workspace.
    public Optional<ServerState> byId(String workspace, String id) {
        return of(workspace).stream().filter(server -> server.id().equals(id)).findFirst();
    }

    /// The server of that slug in that workspace.
    public Optional<ServerState> bySlug(String workspace, String slug) {
        return of(workspace).stream().filter(server -> server.slug().equals(slug)).findFirst();
    }

    /// Every server of every workspace.
    public List<ServerState> all() {
        return known.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return store.all(open).map(rows -> () -> put(grouped(rows)));
    }

    @Override
    public Uni<Runnable> follow(SqlConnection open, List<Change> changes) {
        List<String> touched =
                changes.stream()
                        .filter(change ->
                                change.body() instanceof GatewayChanged(String part)
                                        && part.equals(PART))
                        .map(Change::workspace)
                        .distinct()
                        .toList();
        return touched.isEmpty()
                ? Uni.createFrom().item(() -> {})
                : store.of(open, touched).map(rows -> () -> put(merged(touched, grouped(rows))));
    }

    private static Map<String, List<ServerState>> grouped(List<ServerState> rows) {
        return rows.stream().collect(Collectors.groupingBy(ServerState::workspace));
    }

    private Map<String, List<ServerState>> merged(
            List<String> touched, Map<String, List<ServerState>> anew) {
        var merged = new HashMap<>(known);
        touched.forEach(merged::remove);
        merged.putAll(anew);
        return merged;
    }

    private void put(Map<String, List<ServerState>> next) {
        List<ServerState> before = all();
        known = Map.copyOf(next);
        before.stream().filter(this::isOver).forEach(this::forget);
    }

    /// Whether sessions to it must end: it is gone, or reached in another way.
    private boolean isOver(ServerState old) {
        return byId(old.workspace(), old.id()).filter(old::reachedLike).isEmpty();
    }

    private void forget(ServerState old) {
        upstreams.stream().forEach(client -> client.forget(old.workspace(), old.id()));
    }
}
