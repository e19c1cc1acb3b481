package dev.carnet.auth.token;

import java.time.Instant;
import java.util.Optional;

/// An authorization code's row: what a person allowed, waiting to be fetched by the client.
///
/// @param grant the grant that redeeming it makes
/// @param proofKey the thumbprint of the key that has to redeem it (RFC 9449 §10)
/// @param provider the identity provider by whose word the person had signed in
/// @param seq the feed sequence at consent: a revocation of client or member since then ends it
public record Code(
        Grant grant,
        String redirectUri,
        String challenge,
        Optional<String> proofKey,
        Optional<String> provider,
        long seq,
        Instant expiresAt) {}
