package dev.carnet.auth.passport;

import dev.carnet.auth.protocol.Limits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A passport that is to be renewed.
///
/// @param assertion a fresh token of the platform, where the passport rests on its word
public record Renewal(
        @NotNull @Size(max = 8192) String token,
        Optional<@Size(max = Limits.ISSUER_ASSERTION_CHARACTERS) String> assertion) {}
