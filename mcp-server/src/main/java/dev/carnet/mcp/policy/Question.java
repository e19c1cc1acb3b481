package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/// One question to the rules: may this caller use this, now, with these arguments?
///
/// @param address the caller's, if it is known
/// @param bound whether the caller proved the key its token is bound to (DPoP), if it is known
/// @param arguments empty when a list is made, and when nobody kept them
public record Question(
        Asker who,
        Target what,
        Instant now,
        Optional<String> address,
        Optional<Boolean> bound,
        Optional<ObjectNode> arguments) {

    /// The same at another time.
    Question at(Instant other) {
        return new Question(who, what, other, address, bound, arguments);
    }
}
