package dev.carnet.mcp.rest;

import dev.carnet.mcp.audit.AuditAnswer;
import dev.carnet.mcp.tool.Need;
import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.trail.CheckStep.Progress;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Consumer;

/// What stands behind one of the table's lines about the audit log.
///
/// @param parameters whether it takes any
record AuditRoute(Route line, boolean parameters, Work work) {

    /// What is done for a caller who may.
    @FunctionalInterface
    interface Work {

        /// Reads what was asked for in that workspace.
        ///
        /// @param progress told how far it is, by work that takes long
        Uni<AuditAnswer> read(
                String workspace, Map<String, String> parameters, Consumer<Progress> progress);
    }

    /// The work of the table's line with that path.
    static AuditRoute at(String template, boolean parameters, Work work) {
        return new AuditRoute(Routes.TABLE.find("GET", template).orElseThrow(), parameters, work);
    }

    /// Below the origin.
    String path() {
        return RouteTable.BASE + line.template();
    }

    /// What the caller must have, by the table.
    Need need() {
        return switch (line.access()) {
            case Route.Access.Needs needs -> Need.of(needs.roles(), needs.scope());
            case Route.Access.Open _, Route.Access.Held _ ->
                    throw new IllegalStateException("the log is open to none");
        };
    }
}
