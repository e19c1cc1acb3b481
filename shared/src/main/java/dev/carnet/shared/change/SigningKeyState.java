package dev.carnet.shared.change;

import java.time.Instant;
import java.util.Optional;

/// The public half of a signing key.
///
/// @param algorithm `ES256` or `EdDSA`
/// @param publicJwk RFC 7517, public members only
/// @param signsFrom it is published before, so that everybody can verify with it by then
/// @param retiredAt from then on nothing verifies with it
public record SigningKeyState(
        String kid,
        String algorithm,
        String publicJwk,
        Instant signsFrom,
        Optional<Instant> retiredAt) {}
