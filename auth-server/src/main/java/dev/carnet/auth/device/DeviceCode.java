package dev.carnet.auth.device;

import dev.carnet.shared.token.Scope;
import java.time.Instant;
import java.util.Set;

/// What a device asked for, and from where.
///
/// @param scopes what the client asks for; the person may grant less
/// @param address where the request came from
/// @param userAgent what the program called itself
record DeviceCode(
        String clientId,
        Set<Scope> scopes,
        String resource,
        String address,
        String userAgent,
        Instant createdAt,
        Instant expiresAt) {}
