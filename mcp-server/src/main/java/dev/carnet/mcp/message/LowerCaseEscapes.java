package dev.carnet.mcp.message;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Control characters as RFC 8785 §3.2.2.2 writes them: `\u001f`, where Jackson writes `\u001F`.
final class LowerCaseEscapes extends CharacterEscapes {

    @Serial private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
        int[] escapes = standardAsciiEscapesForJSON();
        for (int i = 0; i < escapes.length; i++) {
            if (escapes[i] == ESCAPE_STANDARD) {
                escapes[i] = ESCAPE_CUSTOM;
            }
        }
        return escapes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
        return character < ' ' ? new SerializedString("\\u%04x".formatted(character)) : null;
    }
}
