package dev.carnet.auth.device;

import dev.carnet.shared.token.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What a device asked for, and from where.
///
/// @param scopes what the client asks for; the person may grant less
/// @param address where the request came from
/// @param userAgent what the program called itself
/// @param key the thumbprint of the key it proved, without which there is no token for it
record DeviceCode(
        String clientId,
        Set<Scope> scopes,
        String resource,
        String address,
        String userAgent,
        Optional<String> key,
        Instant createdAt,
        Instant expiresAt) {}
