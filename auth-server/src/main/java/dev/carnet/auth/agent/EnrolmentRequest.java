package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What an agent enrols its key with.
///
/// @param challenge as its owner got it
/// @param publicJwk of a P-256 or Ed25519 key, as JSON text
/// @param assertion signed by that key: `iss` and `sub` the agent, `aud` the issuer, `jti` the
///   challenge, `exp` within a minute
/// @param previousAssertion the same, signed by the key that the agent has: what it got goes on
///   then; else another key in its place ends all that the agent has
public record EnrolmentRequest(
        @JsonProperty("agent_id") @NotNull @Size(max = 64) String agentId,
        @NotNull @Size(max = 200) String challenge,
        @JsonProperty("public_jwk") @NotNull @Size(max = 2000) String publicJwk,
        @NotNull @Size(max = 8000) String assertion,
        @JsonProperty("previous_assertion") Optional<@Size(max = 8000) String> previousAssertion) {}
