package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A version of a policy, which never changes.
///
/// @param note what its author said about it
/// @param restores the older version whose document it brings back
/// @param document left out in lists
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record VersionView(
        long version,
        String note,
        @JsonProperty("made_by") String madeBy,
        @JsonProperty("made_at") Instant madeAt,
        Optional<Long> restores,
        Optional<Map<String, Object>> document) {

    static VersionView of(Version version) {
        return new VersionView(
                version.number(),
                version.note(),
                version.by(),
                version.at(),
                version.restores(),
                Optional.empty());
    }

    VersionView with(String text) {
        return new VersionView(
                version, note, madeBy, madeAt, restores, Optional.of(Documents.map(text)));
    }

    Slice.Position position() {
        return new Slice.Position(madeAt, Long.toString(version));
    }
}
