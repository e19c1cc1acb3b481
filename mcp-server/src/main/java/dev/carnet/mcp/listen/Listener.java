package dev.carnet.mcp.listen;

import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.tool.Tools;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/// One open listening stream: what it has yet to be told, and the role and rules it was last told
/// by.
final class Listener {

    private static final Logger LOG = Logger.getLogger(Listener.class);

    private final PictureHolder pictures;
    private final Tools tools;
    private final Voice voice;
    private final Set<TableChange> untold = new LinkedHashSet<>();
    private Viewer viewer;
    private long edition;

    Listener(PictureHolder pictures, Tools tools, Voice voice, Viewer viewer) {
        this.pictures = pictures;
        this.tools = tools;
        this.voice = voice;
        this.viewer = viewer;
        this.edition = tools.edition(viewer);
    }

    /// The table changed.
    void changed(TableChange change) {
        remember(change);
        tell();
    }

    /// The picture changed: another role sees other lists, and other rules show other ones.
    void looked(PictureView view) {
        if (view instanceof PictureView.Fresh fresh) {
            boolean role = roleChanged(CallerCheck.asOf(fresh.picture(), current().caller()));
            if (rulesChanged() || role) {
                remember(new TableChange.ToolsChanged());
                remember(new TableChange.PromptsChanged());
                remember(new TableChange.ResourcesChanged());
            }
            tell();
        }
    }

    private synchronized Viewer current() {
        return viewer;
    }

    private synchronized boolean roleChanged(Caller now) {
        boolean changed = now.role() != viewer.caller().role();
        viewer = viewer.as(now);
        return changed;
    }

    private synchronized boolean rulesChanged() {
        long now = tools.edition(viewer);
        boolean changed = now != edition;
        edition = now;
        return changed;
    }

    private synchronized void remember(TableChange change) {
        untold.add(change);
    }

    private synchronized Set<TableChange> take() {
        var taken = Set.copyOf(untold);
        untold.clear();
        return taken;
    }

    private void tell() {
        if (pictures.current() instanceof PictureView.Fresh) {
            take().stream().filter(this::mayHear).forEach(this::tell);
        }
    }

    private void tell(TableChange change) {
        Work.start(
                voice.wants(change),
                wanted -> {
                    if (wanted) {
                        voice.tell(change);
                    }
                },
                lost -> LOG.warn("A change could not be told", lost));
    }

    private boolean mayHear(TableChange change) {
        return switch (change) {
            case TableChange.ToolsChanged changed -> true;
            case TableChange.PromptsChanged changed -> true;
            case TableChange.ResourcesChanged changed -> true;
            case TableChange.ResourceUpdated updated -> tools.mayRead(current(), updated.uri());
        };
    }
}
