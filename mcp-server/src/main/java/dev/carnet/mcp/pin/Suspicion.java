package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Locale;

/// A warning to the person who decides: something in a definition looks as if it were meant for a
/// model and not for its user. It refuses nothing by itself.
///
/// @param pointer where in the definition
/// @param words what was seen there
public record Suspicion(Sort sort, String pointer, String words) {

    /// What looks wrong.
    public enum Sort {
        /// Text that gives a model orders.
        INSTRUCTIONS,
        /// Text that asks for secrets or for files that hold them.
        SECRETS,
        /// Characters nobody sees, among them the tag characters that spell hidden ASCII.
        INVISIBLE,
        /// Characters that change the direction of what is seen.
        DIRECTION,
        /// HTML, images, links that run something, terminal escapes.
        MARKUP,
        /// A long run of encoded bytes.
        ENCODED,
        /// A name that reads like that of another upstream's.
        LOOK_ALIKE,
        /// A name of characters of several scripts, or of none that names are made of.
        ODD_NAME,
        /// Words about another upstream's tool.
        SHADOWS,
        /// An input schema that nothing can be checked by.
        UNREADABLE_SCHEMA;

        /// The name in the API.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// For the API.
    public ObjectNode json() {
        return Json.object().put("sort", sort.wire()).put("pointer", pointer).put("words", words);
    }
}
