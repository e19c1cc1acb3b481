package dev.carnet.auth.approval;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.gate.GateLimits;
import java.util.Optional;

/// Texts of strangers, so that a person sees everything that is in them: what is invisible, turns
/// the direction of writing or looks like nothing is written as its number.
public final class Plainly {

    private static final ObjectMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(Limits.ARGUMENTS_DEPTH)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Plainly() {}

    /// A name or a sentence.
    public static String text(String text) {
        return shown(text, code -> "‹U+%04X›".formatted(code));
    }

    /// Arguments over several lines. It is JSON still: what is invisible is escaped.
    static String json(JsonNode json) {
        return shown(json.toPrettyString(), Plainly::escaped);
    }

    /// An object, as mcp-server kept it or a person typed it.
    static Optional<ObjectNode> object(String json) {
        if (json.length() > GateLimits.ARGUMENTS_SHOWN_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(json) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private interface Mark {
        String of(int code);
    }

    private static String shown(String text, Mark mark) {
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(code -> {
                    if (visible(code)) {
                        shown.appendCodePoint(code);
                    } else {
                        shown.append(mark.of(code));
                    }
                });
        return shown.toString();
    }

    private static boolean visible(int code) {
        if (code == ' ' || code == '\n') {
            return true;
        }
        return switch (Character.getType(code)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                    false;
            default -> !blank(code);
        };
    }

    /// Letters and marks that show nothing: fillers, variation selectors, the blank of Braille.
    private static boolean blank(int code) {
        return code == 0x115F
                || code == 0x1160
                || code == 0x3164
                || code == 0xFFA0
                || code == 0x2800
                || code == 0x034F
                || (code >= 0xFE00 && code <= 0xFE0F)
                || (code >= 0xE0100 && code <= 0xE01EF);
    }

    private static String escaped(int code) {
        var escapes = new StringBuilder();
        for (char unit : Character.toChars(code)) {
            escapes.append("\\u%04x".formatted((int) unit));
        }
        return escapes.toString();
    }
}
