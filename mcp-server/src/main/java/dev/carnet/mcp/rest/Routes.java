package dev.carnet.mcp.rest;

import dev.carnet.mcp.audit.AuditTrail;
import dev.carnet.mcp.tool.Need;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// Every route of this API with its scope and roles.
@ApplicationScoped
public class Routes {

    /// Where the API begins.
    static final String BASE = "/api/v1";

    private static final Need AUDITOR = Need.of(Role.AUDITORS, Scope.READ);

    private final List<Route> table;

    Routes(AuditTrail trail) {
        table =
                List.of(
                        new Route(
                                "/api/v1/audit",
                                AUDITOR,
                                true,
                                (ws, given, _) -> trail.list(ws, given)),
                        new Route(
                                "/api/v1/audit/head", AUDITOR, false, (ws, _, _) -> trail.head(ws)),
                        new Route(
                                "/api/v1/audit/verify",
                                AUDITOR,
                                false,
                                (ws, _, progress) -> trail.check(ws, progress)));
    }

    /// The route of exactly that path.
    Optional<Route> at(String path) {
        return table.stream().filter(route -> route.path().equals(path)).findFirst();
    }

    /// The whole table.
    List<Route> table() {
        return table;
    }
}
