package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The rules of the workspaces. Asked after role and scope, for lists and calls alike.
public interface Judge {

    /// Decides. Never blocks, and reads nothing but what this replica holds.
    ///
    /// @param arguments of a call; empty for a list, where what might be allowed is shown
    Verdict judge(Viewer viewer, Governed thing, Optional<ObjectNode> arguments);

    /// A number that is another one once the rules of that workspace are others.
    default long edition(String workspace) {
        return 0;
    }
}
