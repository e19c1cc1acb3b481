package dev.carnet.auth.revocation;

import dev.carnet.shared.audit.Event;

/// What is to be taken away in which workspace, and why.
///
/// @param reason free text of whoever orders it; enters the log only as a salted digest
/// @param event the audit event so far: the act (`revocation`, `token.revoke`, …) and who does it;
///   `type`, `id`, `count`, `out` and the reason are added to it
public record RevocationOrder(
        String workspace, RevocationType type, String id, String reason, Event event) {

    /// The same order about another id.
    RevocationOrder of(String other) {
        return new RevocationOrder(workspace, type, other, reason, event);
    }
}
