package dev.carnet.auth.passport;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// What an enrolled agent asks for a passport with.
///
/// @param assertion signed by its key: `iss` and `sub` the agent, `aud` the issuer, a fresh `jti`,
///   `exp` within a minute
public record AssertedRequest(
        @NotNull @Size(max = 8000) String assertion, @Valid @NotNull PassportRequest passport) {}
