package dev.carnet.mcp.pin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// A definition as the API shows it.
///
/// @param name what the upstream calls it; for a resource its URI
/// @param title what the upstream would have people call it
/// @param state `new`, `approved`, `changed`, `gone` or `hidden`; only what is approved is offered
/// @param toolClass `read`, `write` or `destructive`, as it was set when it was approved
/// @param suggestedClass what the upstream's own hints would make of it
/// @param alias its name at the whole gateway
/// @param hash of what is seen now: to approve it is to name this hash
/// @param flags what looks suspicious: `sort`, `pointer`, `words`
/// @param seen what the upstream lists
/// @param approved what was approved
/// @param changes what an approval would change: `pointer`, `change`, `effect`, `words`
public record PinView(
        String id,
        @JsonProperty("server_id") String serverId,
        String kind,
        String name,
        String title,
        String state,
        @JsonProperty("class") Optional<String> toolClass,
        @JsonProperty("suggested_class") String suggestedClass,
        Optional<String> alias,
        String hash,
        @JsonProperty("approved_hash") Optional<String> approvedHash,
        @JsonProperty("approved_at") Optional<Instant> approvedAt,
        @JsonProperty("seen_at") Instant seenAt,
        ArrayNode flags,
        ObjectNode seen,
        Optional<ObjectNode> approved,
        ArrayNode changes,
        @JsonProperty("created_at") Instant createdAt) {

    static PinView of(Pin pin) {
        return new PinView(
                pin.id(),
                pin.serverId(),
                pin.kind().wire(),
                pin.name(),
                pin.seen().title(),
                pin.state().wire(),
                pin.toolClass().map(Suggestion::wire),
                Suggestion.wire(Suggestion.of(pin.seen())),
                pin.alias(),
                pin.seen().hash(),
                pin.approved().map(Definition::hash),
                pin.approvedAt(),
                pin.seenAt(),
                pin.flags(),
                pin.seen().json(),
                pin.approved().map(Definition::json),
                pin.difference().json(),
                pin.createdAt());
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
