package dev.carnet.shared.desk;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Every route of one service's REST API. What is not in it does not exist.
///
/// @param conditionalToo names of routes that heed `If-Match` beside those that edit
public record RouteTable(List<Route> routes, Set<String> conditionalToo) {

    /// Where the API lives at the origin of its service.
    public static final String BASE = "/api/v1";

    private static final Set<String> EDITS = Set.of("PATCH", "PUT");

    /// Whether the route heeds `If-Match`.
    boolean conditional(Route route) {
        return EDITS.contains(route.method()) || conditionalToo.contains(route.name());
    }

    /// The route of that method and path (the path below `/api/v1`).
    public Optional<Route> find(String method, String path) {
        return routes.stream()
                .filter(route -> route.method().equals(method) && route.fits(path))
                .max((a, b) -> Boolean.compare(literal(a), literal(b)));
    }

    /// The methods the path answers to, for `Allow`.
    public List<String> methods(String path) {
        return routes.stream().filter(route -> route.fits(path)).map(Route::method).toList();
    }

    private static boolean literal(Route route) {
        return !route.template().contains("{");
    }
}
