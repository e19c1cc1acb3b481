package dev.carnet.shared.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/// Reads small JSON objects in which two readers could not see different things: no duplicate
/// members, nothing behind the object, shallow, and no member that is not known (RFC 8725 §3.11).
public final class StrictJson {

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(8)
                                                    .maxNumberLength(20)
                                                    .maxStringLength(TokenCheck.MAX_CHARACTERS)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private StrictJson() {}

    /// The object that text is.
    public static ObjectNode object(byte[] text) throws BadToken {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new BadToken("not a JSON object");
        } catch (IOException notJson) {
            throw new BadToken("not strict JSON");
        }
    }

    static void onlyMembers(JsonNode object, Set<String> known) throws BadToken {
        for (var member : object.properties()) {
            if (!known.contains(member.getKey())) {
                throw new BadToken("a member that is not known");
            }
        }
    }
}
