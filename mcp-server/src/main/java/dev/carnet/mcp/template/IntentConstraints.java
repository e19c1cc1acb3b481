package dev.carnet.mcp.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.service.Constraint;
import java.util.List;
import java.util.Optional;

/// What an intent comes to, as a passport's service takes it: constraints over the arguments of
/// `proxy_request`.
public record IntentConstraints(String intent, List<Bound> constraints) {

    /// One constraint.
    ///
    /// @param optional whether it holds where there is no such part; said only if so
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Bound(String path, String op, List<String> values, Optional<Boolean> optional) {

        private static Bound of(Constraint one) {
            return new Bound(
                    one.path(), one.op(), texts(one.value()), one.optional().filter(yes -> yes));
        }

        private static List<String> texts(JsonNode value) {
            return value.isArray()
                    ? value.valueStream().map(JsonNode::asText).toList()
                    : List.of(value.asText());
        }
    }

    static IntentConstraints of(String intent, List<Constraint> constraints) {
        return new IntentConstraints(intent, constraints.stream().map(Bound::of).toList());
    }
}
