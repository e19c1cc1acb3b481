package dev.carnet.mcp.rest;

import dev.carnet.shared.rest.Problem.FieldError;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The parameters of a query.
final class Parameters {

    private Parameters() {}

    /// Parameters that are there twice, or where none are known.
    static List<FieldError> problems(MultiMap query, AuditRoute route) {
        return query.names().stream()
                .sorted()
                .filter(name -> !route.parameters() || query.getAll(name).size() > 1)
                .map(name ->
                        new FieldError(name, route.parameters() ? "is repeated" : "is unknown"))
                .toList();
    }

    /// Name → value, of a query without such problems.
    static Map<String, String> single(MultiMap query) {
        var parameters = new TreeMap<String, String>();
        query.forEach(one -> parameters.put(one.getKey(), one.getValue()));
        return parameters;
    }
}
