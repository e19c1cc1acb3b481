package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/// An agent without a key.
///
/// @param passports how many ended with the key: all that the agent had
public record Unenrolled(@JsonProperty("agent_id") String agentId, int passports) {}
