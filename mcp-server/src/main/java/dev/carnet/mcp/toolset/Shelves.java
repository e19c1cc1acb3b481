package dev.carnet.mcp.toolset;

import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.PinStore;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What every replica holds of all workspaces, in step with the feed.
@ApplicationScoped
public class Shelves implements Companion {

    private final PinStore pins;
    private final ShelfStore store;
    private final Backends backends;
    private final AtomicLong version = new AtomicLong();
    private volatile Map<String, Shelf> shelves = Map.of();

    Shelves(PinStore pins, ShelfStore store, Backends backends) {
        this.pins = pins;
        this.store = store;
        this.backends = backends;
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return read(open, Optional.empty()).map(all -> () -> put(all));
    }

    @Override
    public Uni<Runnable> follow(SqlConnection open, List<Change> changes) {
        Set<String> touched =
                changes.stream()
                        .filter(Shelves::concerns)
                        .map(Change::workspace)
                        .collect(Collectors.toSet());
        Uni<Map<String, Shelf>> chain = Uni.createFrom().item(new HashMap<>(shelves));
        for (String workspace : touched) {
            chain =
                    chain.call(next ->
                            read(open, Optional.of(workspace))
                                    .invoke(found ->
                                            next.put(
                                                    workspace,
                                                    found.getOrDefault(workspace, Shelf.EMPTY))));
        }
        return touched.isEmpty()
                ? Uni.createFrom().item(() -> {})
                : chain.map(next -> () -> put(next));
    }

    private static boolean concerns(Change change) {
        return change.body() instanceof GatewayChanged(String part)
                && (part.equals("toolsets") || part.equals("servers"));
    }

    private Uni<Map<String, Shelf>> read(SqlConnection open, Optional<String> workspace) {
        return pins.approved(open, workspace)
                .chain(approved -> store.all(open, workspace, approved));
    }

    private void put(Map<String, Shelf> all) {
        shelves = Map.copyOf(all);
        version.incrementAndGet();
    }

    /// Counts what was put in place.
    public long version() {
        return version.get();
    }

    /// Everything of that workspace.
    public Shelf of(String workspace) {
        return shelves.getOrDefault(workspace, Shelf.EMPTY);
    }

    /// What somebody who names these slugs means: these, and the servers of toolsets among them as
    /// they are now.
    public Set<String> opened(String workspace, List<String> slugs) {
        return slugs.isEmpty()
                ? Set.of()
                : of(workspace).opened(slugs, slugs(backends.all(workspace)));
    }

    /// Whether there is such a place in the viewer's workspace for this viewer.
    public boolean exists(Viewer viewer) {
        String workspace = viewer.caller().workspace();
        return switch (viewer.place()) {
            case Place.Whole _ -> true;
            case Place.Toolset(String named, String slug) ->
                    named.equals(workspace)
                            && (of(workspace).toolset(slug, viewer.caller()).isPresent()
                                    || (of(workspace).at(slug).isEmpty()
                                            && backends.at(workspace, slug)
                                                    .filter(Backend::open)
                                                    .isPresent()));
        };
    }

    /// What is there for this viewer, by the names it has there. What belongs to a server that is
    /// not open is left out.
    public List<Chosen> seen(Viewer viewer) {
        String workspace = viewer.caller().workspace();
        List<Backend> known = backends.all(workspace);
        Set<String> open =
                known.stream().filter(Backend::open).map(Backend::id).collect(Collectors.toSet());
        UnaryOperator<String> slugs = slugs(known);
        List<Chosen> all =
                switch (viewer.place()) {
                    case Place.Whole _ ->
                            Selection.whole(of(workspace).whole(viewer.caller(), slugs));
                    case Place.Toolset(String named, String slug) ->
                            named.equals(workspace) ? at(viewer, slug, slugs) : List.of();
                };
        return all.stream().filter(one -> open.contains(one.thing().serverId())).toList();
    }

    private List<Chosen> at(Viewer viewer, String slug, UnaryOperator<String> slugs) {
        Shelf shelf = of(viewer.caller().workspace());
        if (shelf.at(slug).isPresent()) {
            return shelf.toolset(slug, viewer.caller())
                    .map(toolset -> Selection.of(toolset.members(), shelf.approved(), slugs))
                    .map(Selection::chosen)
                    .orElse(List.of());
        }
        List<Approved> ofServer =
                shelf.whole(viewer.caller(), slugs).stream()
                        .filter(one -> slug.equals(slugs.apply(one.serverId())))
                        .toList();
        return Selection.ofServer(ofServer, slugs).chosen();
    }

    /// The slug of a server by its id.
    static UnaryOperator<String> slugs(List<Backend> known) {
        Map<String, String> slugs =
                known.stream().collect(Collectors.toMap(Backend::id, Backend::slug));
        return id -> slugs.getOrDefault(id, id);
    }
}
