package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/// A workspace as its members see it.
///
/// @param role what the caller is in it
/// @param requiresSecondFactor whether members without one are given nothing here
/// @param lineSeconds how long a passport of any agent here is renewed at most, if that is said
/// @param version counts its changes, for `If-Match`
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record WorkspaceView(
        String id,
        String name,
        String role,
        @JsonProperty("require_second_factor") boolean requiresSecondFactor,
        @JsonProperty("line_seconds") Optional<Integer> lineSeconds,
        @JsonProperty("created_at") Instant createdAt,
        int version) {}
