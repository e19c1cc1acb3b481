package dev.carnet.bench.person;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;

/// An HTTP answer with a JSON body.
public record Answer(URI from, int status, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// The body, when the status is the expected one; else a failure that says what came.
    public JsonNode expect(int expected) throws IOException {
        if (status != expected) {
            throw new Unexpected(
                    status, "%d instead of %d from %s: %s".formatted(status, expected, from, body));
        }
        return JSON.readTree(body);
    }
}
