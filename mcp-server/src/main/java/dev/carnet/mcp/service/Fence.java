package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What may be asked of a service: every constraint holds, and all those of at least one intent, if
/// there are any.
public record Fence(List<Constraint> constraints, List<Group> intents) {

    /// What an intent came to.
    ///
    /// @param intent its name, for example `github.deploy`
    public record Group(String intent, List<Constraint> constraints) {}

    /// No constraint at all.
    static final Fence OPEN = new Fence(List.of(), List.of());

    /// The name of what a request does not hold to.
    Optional<String> objection(JsonNode request) {
        return failing(constraints, request)
                .or(() -> intents.isEmpty() ? Optional.empty() : outside(request));
    }

    private Optional<String> outside(JsonNode request) {
        if (intents.size() == 1) {
            Group only = intents.getFirst();
            return failing(only.constraints(), request);
        }
        boolean within =
                intents.stream().anyMatch(one -> failing(one.constraints(), request).isEmpty());
        return within ? Optional.empty() : Optional.of("intents " + names());
    }

    private String names() {
        return intents.stream().map(Group::intent).distinct().collect(Collectors.joining(" "));
    }

    private static Optional<String> failing(List<Constraint> all, JsonNode request) {
        return all.stream().filter(one -> !one.holds(request)).map(Constraint::name).findFirst();
    }
}
