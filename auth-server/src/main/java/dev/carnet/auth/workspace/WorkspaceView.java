package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// A workspace as its members see it.
///
/// @param role what the caller is in it
/// @param version counts its changes, for `If-Match`
public record WorkspaceView(
        String id,
        String name,
        String role,
        @JsonProperty("created_at") Instant createdAt,
        int version) {}
