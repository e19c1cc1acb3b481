package dev.carnet.auth.token;

import java.time.Instant;

/// An authorization code's row: what a person allowed, waiting to be fetched by the client.
///
/// @param grant the grant that redeeming it makes
/// @param seq the feed sequence at consent: a revocation of client or member since then ends it
public record Code(
        Grant grant, String redirectUri, String challenge, long seq, Instant expiresAt) {}
