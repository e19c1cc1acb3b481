package dev.carnet.auth.passkey;

import io.vertx.core.buffer.Buffer;

/// A passkey as it is checked.
///
/// @param attested AAGUID, credential id and public key, as WebAuthn §6.5.1 writes them
/// @param signCount the highest count it signed with
/// @param backupEligible whether it may live on several devices, which never changes
public record Credential(
        Buffer id,
        String person,
        String email,
        Buffer attested,
        long signCount,
        boolean backupEligible) {}
