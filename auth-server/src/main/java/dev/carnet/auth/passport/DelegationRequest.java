package dev.carnet.auth.passport;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// What an agent asks another's passport with.
///
/// @param token its own passport
/// @param passport for the other agent; what is not named is as its own
public record DelegationRequest(
        @NotNull @Size(max = 8192) String token, @Valid @NotNull PassportRequest passport) {}
