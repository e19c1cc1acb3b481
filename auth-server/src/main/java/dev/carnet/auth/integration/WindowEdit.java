package dev.carnet.auth.integration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.desk.Refused;
import java.io.IOException;
import java.util.Optional;

/// What is to become of a client's grace window: a member that is not there leaves it, `null` takes
/// it away, so that the usual one counts, and a number sets it.
@JsonDeserialize(using = WindowEdit.Reader.class)
public sealed interface WindowEdit {

    /// As it is.
    record Kept() implements WindowEdit {}

    /// The one of everybody.
    record Usual() implements WindowEdit {}

    /// So many seconds.
    record Own(int seconds) implements WindowEdit {

        private int within() {
            if (seconds < 0 || seconds > Limits.REFRESH_GRACE_MAX_SECONDS) {
                throw Refused.field(
                        "/refresh_grace_seconds",
                        "must be between 0 and " + Limits.REFRESH_GRACE_MAX_SECONDS);
            }
            return seconds;
        }
    }

    /// The window after the edit, of the one before.
    default Optional<Integer> over(Optional<Integer> old) {
        return switch (this) {
            case Kept _ -> old;
            case Usual _ -> Optional.empty();
            case Own own -> Optional.of(own.within());
        };
    }

    /// Whether the edit is about the window at all.
    default boolean isNamed() {
        return !(this instanceof Kept);
    }

    /// Reads it from JSON.
    final class Reader extends JsonDeserializer<WindowEdit> {

        @Override
        public WindowEdit deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? new Own(parser.getIntValue())
                    : (WindowEdit) context.handleUnexpectedToken(WindowEdit.class, parser);
        }

        @Override
        public WindowEdit getNullValue(DeserializationContext context) {
            return new Usual();
        }

        @Override
        public WindowEdit getAbsentValue(DeserializationContext context) {
            return new Kept();
        }
    }
}
