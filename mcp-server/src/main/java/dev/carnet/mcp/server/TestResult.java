package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// What a test of a server came to.
///
/// @param by who tested: on servers that want single people, with that person's own credential
/// @param outcome `ok`; where it broke: `transport`, `tls`, `authentication`, `protocol`,
///   `downstream`; `needs_connection` or `unavailable` when nothing was sent
/// @param era `current`, `earlier` or `first`
/// @param version the revision that was agreed on
/// @param tools how many it lists
/// @param connectUrl where the caller connects first
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TestResult(
        String id,
        String by,
        String outcome,
        String detail,
        @JsonProperty("took_ms") int tookMs,
        Optional<String> era,
        Optional<String> version,
        Optional<Integer> tools,
        @JsonProperty("connect_url") Optional<String> connectUrl,
        Instant at) {

    Slice.Position position() {
        return new Slice.Position(at, id);
    }
}
