package dev.carnet.mcp.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.service.Constraint;
import java.util.List;

/// What an intent comes to, as a passport's service takes it: constraints over the arguments of
/// `proxy_request`.
public record IntentConstraints(String intent, List<Bound> constraints) {

    /// One constraint.
    public record Bound(String path, String op, JsonNode value) {}

    static IntentConstraints of(String intent, List<Constraint> constraints) {
        return new IntentConstraints(
                intent,
                constraints.stream()
                        .map(one -> new Bound(one.path(), one.op(), one.value()))
                        .toList());
    }
}
