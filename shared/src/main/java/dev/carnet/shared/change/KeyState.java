package dev.carnet.shared.change;

import java.time.Instant;
import java.util.Optional;

/// An API key as every replica knows it.
///
/// @param personal whether it acts as its owner; else it acts for the workspace
/// @param write whether it may change things
/// @param person its owner, or who made it for the workspace
/// @param mac base64 of the MAC it is compared with
public record KeyState(
        String keyId,
        String name,
        boolean personal,
        boolean write,
        String person,
        String mac,
        String pepperVersion,
        Optional<Instant> expiresAt,
        boolean revoked) {}
