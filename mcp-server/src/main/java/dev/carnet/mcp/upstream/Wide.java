package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carnet.mcp.limit.Limits;
import java.io.IOException;

/// JSON as strict as that of our own clients, but of the size that results have. How long a text
/// may be is counted where it arrives.
final class Wide {

    static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(constraints())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Wide() {}

    /// A tree of a text that was read before.
    static JsonNode tree(String known) {
        try {
            return MAPPER.readTree(known);
        } catch (IOException impossible) {
            throw new IllegalStateException("a slice was not read before", impossible);
        }
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(UpstreamLimits.JSON_DEPTH)
                .maxNumberLength(Limits.NUMBER_CHARACTERS)
                .maxNameLength(Limits.NAME_CHARACTERS)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
    }
}
