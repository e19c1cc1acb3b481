package dev.carnet.mcp.rest;

import dev.carnet.mcp.audit.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// The lines of the table that read the audit log. They answer as event streams when a check takes
/// long, so that they are served here and not by the front desk.
@ApplicationScoped
public class AuditRoutes {

    private final List<AuditRoute> routes;

    AuditRoutes(AuditTrail trail) {
        routes =
                List.of(
                        AuditRoute.at("/audit", true, (ws, given, _) -> trail.list(ws, given)),
                        AuditRoute.at("/audit/head", false, (ws, _, _) -> trail.head(ws)),
                        AuditRoute.at(
                                "/audit/verify",
                                false,
                                (ws, _, progress) -> trail.check(ws, progress)));
    }

    /// The route of exactly that path.
    Optional<AuditRoute> at(String path) {
        return routes.stream().filter(route -> route.path().equals(path)).findFirst();
    }

    /// All of them.
    List<AuditRoute> all() {
        return routes;
    }
}
