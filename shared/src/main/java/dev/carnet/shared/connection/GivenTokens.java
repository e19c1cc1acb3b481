package dev.carnet.shared.connection;

import java.time.Instant;
import java.util.Optional;

/// What a token endpoint gave (RFC 6749 §5.1).
///
/// @param expiresAt when the access token ends; none if nobody said
/// @param scope what it is for, if that differs from what was asked
public record GivenTokens(
        String accessToken,
        Optional<String> refreshToken,
        Optional<Instant> expiresAt,
        Optional<String> scope) {

    @Override
    public String toString() {
        return "GivenTokens[]";
    }
}
