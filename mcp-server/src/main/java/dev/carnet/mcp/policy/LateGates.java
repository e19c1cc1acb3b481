package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.shared.rest.Problem.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Gates whose others are asked when it is over, or never: the time to escalate is not before the
/// default time at which the gate expires, or only the caller is asked. A document that names both
/// times in a wrong order is refused; these have always been kept, so they are warned of.
final class LateGates {

    private static final String AFTER = "escalate_after_seconds";

    private LateGates() {}

    /// Those of the document, with their places.
    static List<FieldError> in(ObjectNode document) {
        var late = new ArrayList<FieldError>();
        JsonNode rules = document.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            JsonNode gate = rules.get(i).path("gate");
            String pointer = "/rules/" + i + "/gate/" + AFTER;
            Duration after = Duration.ofSeconds(gate.path(AFTER).asLong());
            if (!after.isZero()) {
                switch (Effect.of(rules.get(i).path("effect").asText()).orElse(Effect.DENY)) {
                    case CONFIRM ->
                            late.add(
                                    new FieldError(
                                            pointer,
                                            "only the caller confirms: nobody else is asked"));
                    case APPROVE -> approval(gate, after, pointer, late);
                    case ALLOW, DENY -> {}
                }
            }
        }
        return List.copyOf(late);
    }

    private static void approval(
            JsonNode gate, Duration after, String pointer, List<FieldError> late) {
        Duration expires = terms(gate, after).expires(Demand.Kind.APPROVE);
        if (after.compareTo(expires) >= 0) {
            late.add(
                    new FieldError(
                            pointer,
                            "the gate expires after %d seconds: nobody else is asked before"
                                    .formatted(expires.toSeconds())));
        }
    }

    private static GateTerms terms(JsonNode gate, Duration after) {
        Duration within = Duration.ofSeconds(gate.path("within_seconds").asLong());
        return new GateTerms(Set.of(), 1, within, after, Set.of());
    }
}
