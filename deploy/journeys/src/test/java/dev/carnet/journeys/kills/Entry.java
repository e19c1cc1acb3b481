package dev.carnet.journeys.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/// One stored entry, read back.
record Entry(long seq, String leaf, JsonNode event) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Entry of(long seq, byte[] leaf, byte[] data) {
        try {
            return new Entry(
                    seq,
                    Base64.getEncoder().encodeToString(leaf),
                    JSON.readTree(data).path("event"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    boolean is(String act) {
        return act.equals(field("act"));
    }

    /// A plain field, empty when the event has none of that name.
    String field(String name) {
        return event.path(name).asText("");
    }
}
