package dev.carnet.mcp.listen;

import dev.carnet.mcp.tool.TableChange;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/// How an era speaks on a listening stream.
public interface Voice {

    /// Whether the client asked to hear of such a change.
    Uni<Boolean> wants(TableChange change);

    /// The URIs of the resources it watches now.
    Uni<Set<String>> watched();

    /// Says that something changed.
    void tell(TableChange change);

    /// Says goodbye and closes the stream.
    void close();
}
