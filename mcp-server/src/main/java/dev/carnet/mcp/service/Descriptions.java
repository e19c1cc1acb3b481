package dev.carnet.mcp.service;

import dev.carnet.mcp.service.ApiDocument.Reading;
import dev.carnet.mcp.service.DescriptionStore.Kept;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The descriptions of the HTTP services, read once and kept in step with the feed. Reading happens
/// off the event loop.
@Singleton
public class Descriptions implements Companion {

    /// The name of this part in the feed.
    static final String PART = "services";

    private static final Logger LOG = Logger.getLogger(Descriptions.class);

    private final DescriptionStore store;
    private final Vertx vertx;
    private volatile Map<Place, ApiDocument> known = Map.of();

    private record Place(String workspace, String serverId) {}

    Descriptions(DescriptionStore store, Vertx vertx) {
        this.store = store;
        this.vertx = vertx;
    }

    /// The description of that service, if it has one.
    Optional<ApiDocument> of(String workspace, String serverId) {
        return Optional.ofNullable(known.get(new Place(workspace, serverId)));
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return store.all(open).chain(this::read).map(all -> () -> known = Map.copyOf(all));
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
                : store.of(open, touched)
                        .chain(this::read)
                        .map(some -> () -> known = merged(touched, some));
    }

    private Map<Place, ApiDocument> merged(Set<String> touched, Map<Place, ApiDocument> anew) {
        var merged = new HashMap<>(known);
        merged.keySet().removeIf(place -> touched.contains(place.workspace()));
        merged.putAll(anew);
        return Map.copyOf(merged);
    }

    private Uni<Map<Place, ApiDocument>> read(List<Kept> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : vertx.executeBlocking(() -> documents(rows));
    }

    /// One that an earlier release took and this one does not offers nothing.
    private static Map<Place, ApiDocument> documents(List<Kept> rows) {
        Map<Place, ApiDocument> documents = new HashMap<>();
        for (Kept row : rows) {
            var place = new Place(row.workspace(), row.serverId());
            switch (ApiDocument.read(row.document())) {
                case Reading.Read(ApiDocument document) -> documents.put(place, document);
                case Reading.Refused(String why) -> {
                    LOG.errorf("the description of %s cannot be read: %s", row.serverId(), why);
                    documents.put(place, new ApiDocument("", "", List.of(), List.of(why)));
                }
            }
        }
        return documents;
    }
}
