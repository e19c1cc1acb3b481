package dev.carnet.shared.picture;

import dev.carnet.shared.change.Change;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;

/// Something beside the picture that a replica keeps in step with the feed: too large to travel in
/// it, or needed by one service only. What it prepares is put in place before the replica says how
/// far it is, so whoever waits for a change to be applied everywhere waits for this, too. It reads
/// after the change was committed, so it may be newer than the picture, never older. A failure
/// fails the turn: the picture grows old, and nothing is decided.
public interface Companion {

    /// Reads everything; what is returned puts it in place. Called at first, and whenever the
    /// picture is loaded anew.
    Uni<Runnable> load(SqlConnection open);

    /// Reads what those changes touch; what is returned puts it in place. Must be quick.
    Uni<Runnable> follow(SqlConnection open, List<Change> changes);
}
