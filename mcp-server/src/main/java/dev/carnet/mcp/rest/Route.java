package dev.carnet.mcp.rest;

import dev.carnet.mcp.audit.AuditAnswer;
import dev.carnet.mcp.tool.Need;
import dev.carnet.shared.trail.CheckStep.Progress;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Consumer;

/// One line of the table: a path that is read with GET.
///
/// @param path below the origin
/// @param parameters whether it takes any
record Route(String path, Need need, boolean parameters, Work work) {

    /// What is done for a caller who may.
    @FunctionalInterface
    interface Work {

        /// Reads what was asked for in that workspace.
        ///
        /// @param progress told how far it is, by work that takes long
        Uni<AuditAnswer> read(
                String workspace, Map<String, String> parameters, Consumer<Progress> progress);
    }
}
