package dev.carnet.mcp.notice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// Something that rules may want to be told.
///
/// @param about names it, for ever
/// @param kind what rules call it: that of a security event, or `gate.` and a state
/// @param severity of a security event; gates have none
/// @param agents who it was, if agents had a part in it
/// @param type what the body says it is
/// @param member the member of the body it stands in
/// @param body what is told of it
record News(
        String workspace,
        String about,
        String kind,
        Optional<String> severity,
        List<String> agents,
        String type,
        String member,
        ObjectNode body) {

    /// The id of the gate or event.
    String id() {
        return body.path("id").asText();
    }
}
