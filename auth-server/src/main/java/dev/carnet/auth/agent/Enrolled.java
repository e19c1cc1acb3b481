package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// Says of which agent a key was kept, and when.
///
/// @param passports how many ended with the key that it replaced: all that the agent had, if it had
///   one that did not sign for this
public record Enrolled(@JsonProperty("agent_id") String agentId, Instant at, int passports) {}
