package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// A workspace as its members see it.
///
/// @param role what the caller is in it
/// @param requiresSecondFactor whether members without one are given nothing here
/// @param version counts its changes, for `If-Match`
public record WorkspaceView(
        String id,
        String name,
        String role,
        @JsonProperty("require_second_factor") boolean requiresSecondFactor,
        @JsonProperty("created_at") Instant createdAt,
        int version) {}
