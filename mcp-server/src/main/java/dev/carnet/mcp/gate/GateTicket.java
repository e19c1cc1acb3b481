package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Optional;

/// What a client brings back with a call that is at a gate. It is sealed for that principal, tool
/// and arguments; it only says which gate is meant, never that anybody agreed.
///
/// @param run the run that goes on, if it has begun
/// @param inner what the tool itself left
record GateTicket(String gate, Optional<String> run, Optional<ObjectNode> inner) {

    private static final String GATE = "carnetGate";

    /// The ticket for the next round.
    static ObjectNode waiting(Gate gate) {
        return new GateTicket(gate.id(), Optional.empty(), Optional.empty()).json();
    }

    ObjectNode json() {
        var json = Json.object().put(GATE, gate);
        run.ifPresent(id -> json.put("run", id));
        inner.ifPresent(state -> json.set("inner", state));
        return json;
    }

    /// The ticket in that state, if it is one.
    static Optional<GateTicket> of(Optional<ObjectNode> state) {
        return state.filter(json -> json.path(GATE).isTextual())
                .map(json ->
                        new GateTicket(
                                json.path(GATE).asText(),
                                Optional.of(json.path("run"))
                                        .filter(JsonNode::isTextual)
                                        .map(JsonNode::asText),
                                json.path("inner") instanceof ObjectNode inner
                                        ? Optional.of(inner)
                                        : Optional.empty()));
    }
}
