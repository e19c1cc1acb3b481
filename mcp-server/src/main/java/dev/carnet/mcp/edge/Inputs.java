package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What a client sends with a repeated call (`inputResponses`): key → its result.
final class Inputs {

    private Inputs() {}

    /// Whether it is absent, or an object of objects.
    static boolean areAnswers(JsonNode given) {
        boolean absent = given.isMissingNode() || given.isNull();
        return absent || (given.isObject() && given.valueStream().allMatch(JsonNode::isObject));
    }

    /// The answers, if there are any.
    static Optional<ObjectNode> answers(JsonNode given) {
        return given instanceof ObjectNode answers ? Optional.of(answers) : Optional.empty();
    }
}
