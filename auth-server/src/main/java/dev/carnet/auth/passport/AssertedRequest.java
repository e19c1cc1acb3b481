package dev.carnet.auth.passport;

import dev.carnet.auth.protocol.Limits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// What an agent asks for a passport with that has no other credential.
///
/// @param assertion signed by its enrolled key: `iss` and `sub` the agent, `aud` the issuer, a
///   fresh `jti`, `exp` within a minute; or a token of its platform, if a rule of a trusted issuer
///   takes it for that agent. Each counts once
public record AssertedRequest(
        @NotNull @Size(max = Limits.ISSUER_ASSERTION_CHARACTERS) String assertion,
        @Valid @NotNull PassportRequest passport) {}
