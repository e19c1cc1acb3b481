package dev.carnet.mcp.watch;

import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.picture.Companion;
import dev.carnet.shared.signal.SettingStore;
import dev.carnet.shared.signal.Settings;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// How every workspace has set its detectors, kept in step with the feed.
@ApplicationScoped
public class DetectorSettings implements Companion {

    /// The name of this part in the feed.
    public static final String PART = "detectors";

    private final SettingStore store = new SettingStore();
    private volatile PMap<String, Settings> all = HashTreePMap.empty();

    /// The settings of that workspace.
    public Settings of(String workspace) {
        return Optional.ofNullable(all.get(workspace)).orElse(Settings.NONE);
    }

    @Override
    public Uni<Runnable> load(SqlConnection open) {
        return store.all(open).map(HashTreePMap::from).map(loaded -> () -> all = loaded);
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
                        .map(some -> () -> all = all.minusAll(touched).plusAll(some));
    }
}
