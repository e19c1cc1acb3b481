package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.service.TermsStore.Kept;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The terms of the HTTP services, in step with the feed.
@Singleton
public class TermsBook implements Companion {

    /// The name of this part in the feed.
    static final String PART = "terms";

    private final TermsStore store;
    private volatile Map<Place, Standing> known = Map.of();

    private record Place(String workspace, String serverId) {}

    /// The terms of a service, with what they come to.
    ///
    /// @param hostsByOwner whether an owner named the other hosts
    record Standing(Terms terms, Fence fence, boolean hostsByOwner) {

        static final Standing USUAL = new Standing(Terms.USUAL, Fence.OPEN, false);

        /// What of them a request does not hold to.
        Optional<Reply.Barred> objection(ObjectNode parts) {
            return fence.objection(parts)
                    .map(name ->
                            new Reply.Barred(
                                    name,
                                    "The constraint %s of this connection does not allow it."
                                            .formatted(name)));
        }
    }

    TermsBook(TermsStore store) {
        this.store = store;
    }

    /// The terms of that service.
    Standing of(String workspace, String serverId) {
        return known.getOrDefault(new Place(workspace, serverId), Standing.USUAL);
    }

    /// Whether an owner lets the credential of that service out.
    public boolean direct(String workspace, String serverId) {
        return of(workspace, serverId).terms().direct();
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return store.all(open).map(rows -> () -> known = Map.copyOf(placed(rows)));
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
                : store.of(open, touched).map(rows -> () -> known = merged(touched, placed(rows)));
    }

    private Map<Place, Standing> merged(Set<String> touched, Map<Place, Standing> anew) {
        var merged = new HashMap<>(known);
        merged.keySet().removeIf(place -> touched.contains(place.workspace()));
        merged.putAll(anew);
        return Map.copyOf(merged);
    }

    private static Map<Place, Standing> placed(List<Kept> rows) {
        return rows.stream()
                .collect(
                        Collectors.toMap(
                                row -> new Place(row.workspace(), row.serverId()),
                                row -> new Standing(row.terms(), row.fence(), row.hostsByOwner())));
    }
}
