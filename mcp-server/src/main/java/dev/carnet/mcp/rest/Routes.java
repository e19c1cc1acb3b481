package dev.carnet.mcp.rest;

import static dev.carnet.shared.desk.Route.needs;
import static dev.carnet.shared.token.Scope.READ;
import static dev.carnet.shared.workspace.Role.AUDITORS;

import dev.carnet.shared.desk.Route;
import dev.carnet.shared.desk.RouteTable;
import java.util.List;
import java.util.Set;

/// Every route of mcp-server's REST API with its scope and its roles, at one glance. What a role
/// may do to things that are not its own is decided where the thing is.
final class Routes {

    private static final List<Route> LINES =
            List.of(
                    needs("GET", "/audit", READ, AUDITORS),
                    needs("GET", "/audit/head", READ, AUDITORS),
                    needs("GET", "/audit/verify", READ, AUDITORS));

    /// The table.
    static final RouteTable TABLE = new RouteTable(LINES, Set.of());

    private Routes() {}
}
