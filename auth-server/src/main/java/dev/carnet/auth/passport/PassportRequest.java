package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What a passport is asked for with.
///
/// @param ttlSeconds 60 to 3600, and 900 when nothing is said
/// @param scopes at most the agent's and the caller's, and just these when nothing is said
public record PassportRequest(
        @JsonProperty("agent_id") @NotNull @Size(max = 64) String agentId,
        @JsonProperty("ttl_seconds") Optional<@Min(60) @Max(3600) Integer> ttlSeconds,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Valid Intent> intent) {}
