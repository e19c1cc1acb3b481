package dev.carnet.mcp.listen;

import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.tool.Viewer;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// The resources that the client of one stream watches. In the earlier era it says so while the
/// stream is open, and maybe to another replica.
final class Watching {

    private static final Logger LOG = Logger.getLogger(Watching.class);

    private final Table table;
    private final Voice voice;
    private final Viewer viewer;
    private final Consumer<TableChange> ear;
    private Set<String> uris = Set.of();
    private Runnable stop = () -> {};
    private boolean ended;

    Watching(Table table, Voice voice, Viewer viewer, Consumer<TableChange> ear) {
        this.table = table;
        this.voice = voice;
        this.viewer = viewer;
        this.ear = ear;
    }

    /// Looks what it watches now.
    void look() {
        Work.start(
                voice.watched(),
                this::watch,
                lost -> LOG.debugf("What a client watches is not known: %s", lost.getMessage()));
    }

    private synchronized void watch(Set<String> now) {
        if (!ended && !now.equals(uris)) {
            stop.run();
            uris = Set.copyOf(now);
            stop = table.watch(viewer, uris, ear);
        }
    }

    synchronized void end() {
        ended = true;
        stop.run();
    }
}
