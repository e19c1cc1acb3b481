package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// What an agent's key has to sign to be enrolled, once.
public record Challenge(
        @JsonProperty("agent_id") String agentId,
        String challenge,
        @JsonProperty("expires_at") Instant expiresAt) {}
