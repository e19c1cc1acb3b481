package dev.carnet.shared.picture;

import java.util.Optional;

/// Why a credential is dead.
///
/// @param code for the audit log, `passport_revoked` for example
/// @param revocation what took it away, where it was a revocation and not a state
public record Objection(String code, Optional<Revocation> revocation) {

    /// What no revocation brought about.
    public static Objection of(String code) {
        return new Objection(code, Optional.empty());
    }

    /// The code with the number of the revocation in the feed: `passport_revoked/1234`.
    public String numbered() {
        return revocation.map(by -> code + "/" + by.seq()).orElse(code);
    }

    /// What whoever revoked it said, if anything.
    public Optional<String> words() {
        return revocation.map(Revocation::reason).filter(reason -> !reason.isEmpty());
    }
}
