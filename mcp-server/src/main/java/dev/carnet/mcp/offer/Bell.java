package dev.carnet.mcp.offer;

import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Kind;
import dev.carnet.mcp.pin.Lookout;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.toolset.Chosen;
import dev.carnet.mcp.toolset.Shelves;
import dev.carnet.shared.picture.PictureHolder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells listeners when what they see is another than before, and only then.
@ApplicationScoped
public class Bell {

    private final Shelves shelves;
    private final AtomicLong heard = new AtomicLong();
    private final List<Ear> ears = new CopyOnWriteArrayList<>();

    Bell(Shelves shelves, Lookout lookout, PictureHolder pictures) {
        this.shelves = shelves;
        pictures.onChange(_ -> changed());
        lookout.onUpdate(this::updated);
    }

    /// One listener, with what it saw last.
    private static final class Ear {
        private final Viewer viewer;
        private final Consumer<TableChange> listener;
        private Set<Chosen> seen;

        Ear(Viewer viewer, Consumer<TableChange> listener, Set<Chosen> seen) {
            this.viewer = viewer;
            this.listener = listener;
            this.seen = seen;
        }

        synchronized void look(Set<Chosen> now) {
            Set<Chosen> before = seen;
            seen = now;
            if (differ(before, now, Set.of(Kind.TOOL))) {
                listener.accept(new TableChange.ToolsChanged());
            }
            if (differ(before, now, Set.of(Kind.PROMPT))) {
                listener.accept(new TableChange.PromptsChanged());
            }
            if (differ(before, now, Set.of(Kind.RESOURCE, Kind.TEMPLATE))) {
                listener.accept(new TableChange.ResourcesChanged());
            }
        }

        private static boolean differ(Set<Chosen> before, Set<Chosen> now, Set<Kind> kinds) {
            return !of(before, kinds).equals(of(now, kinds));
        }

        private static Set<Chosen> of(Set<Chosen> all, Set<Kind> kinds) {
            return all.stream()
                    .filter(one -> kinds.contains(one.kind()))
                    .collect(Collectors.toSet());
        }
    }

    /// Rings for that listener until what is returned is run.
    Runnable ring(Viewer viewer, Consumer<TableChange> listener) {
        var ear = new Ear(viewer, listener, Set.copyOf(shelves.seen(viewer)));
        ears.add(ear);
        return () -> ears.remove(ear);
    }

    /// After the replica has put everything in place, and only if it is of concern.
    private void changed() {
        long now = shelves.version();
        if (heard.getAndSet(now) == now) {
            return;
        }
        ears.forEach(ear -> ear.look(Set.copyOf(shelves.seen(ear.viewer))));
    }

    /// An upstream says that a resource has other contents: by whatever URI it is seen.
    private void updated(Backend backend, String uri) {
        for (Ear ear : ears) {
            shelves.seen(ear.viewer).stream()
                    .filter(one -> one.kind() == Kind.RESOURCE)
                    .filter(one -> one.thing().serverId().equals(backend.id()))
                    .filter(one -> one.thing().definition().name().equals(uri))
                    .forEach(one ->
                            ear.listener.accept(new TableChange.ResourceUpdated(one.name())));
        }
    }
}
