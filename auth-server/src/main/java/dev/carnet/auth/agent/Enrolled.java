package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// Says of which agent a key was kept, and when.
public record Enrolled(@JsonProperty("agent_id") String agentId, Instant at) {}
