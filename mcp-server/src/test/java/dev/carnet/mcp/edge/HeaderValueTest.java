package dev.carnet.mcp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.MultiMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValueTest {

    @ParameterizedTest
    @CsvSource({
        "us-west1, us-west1",
        "'  padded  ', padded",
        "=?base64?SGVsbG8=?=, Hello",
        "=?base64?IHBhZGRlZCA=?=, ' padded '",
        "=?base64?w6k=?=, é",
        "=?base64??=, ''",
        "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=, =?base64?literal?=",
        "SGVsbG8=, SGVsbG8=",
        "=?base64?SGVsbG8=, =?base64?SGVsbG8=",
        "=?BASE64?SGVsbG8=?=, =?BASE64?SGVsbG8=?=",
        "=?base64?=, =?base64?="
    })
    void decodes_as_the_specification_says(String sent, String meant) {
        assertEquals(Optional.of(meant), decoded(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64?SGVsbG8?=",
                "=?base64?SGVs!!!bG8=?=",
                "=?base64?SGVsbG8==?=",
                "=?base64?gICA?=",
                "=?base64?====?=",
                "=?base64?SGVs bG8=?=",
                "caf\u00e9",
                "a\u0001b"
            })
    void takes_no_value_that_is_not_well_formed(String sent) {
        assertEquals(Optional.empty(), decoded(sent));
    }

    @Test
    void takes_no_value_that_is_missing_repeated_or_too_long() {
        var headers = MultiMap.caseInsensitiveMultiMap();
        assertEquals(Optional.empty(), HeaderValue.plain(headers, "Mcp-Name"));
        headers.add("Mcp-Name", "a").add("mcp-name", "a");
        assertEquals(Optional.empty(), HeaderValue.plain(headers, "Mcp-Name"));
        assertEquals(Optional.empty(), decoded("x".repeat(9_000)));
    }

    private static Optional<String> decoded(String value) {
        var headers = MultiMap.caseInsensitiveMultiMap().add("Mcp-Name", value);
        return HeaderValue.decoded(headers, "Mcp-Name");
    }
}
