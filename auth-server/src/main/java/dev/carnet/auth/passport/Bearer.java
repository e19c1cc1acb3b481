package dev.carnet.auth.passport;

import dev.carnet.auth.mandate.Granted;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An agent that passports may be issued for.
///
/// @param blocked whether a person has to look at what it did first
/// @param granted what its passports may name at most
public record Bearer(
        String owner,
        Set<Scope> scopes,
        boolean suspended,
        boolean blocked,
        Mode mode,
        Granted granted) {

    /// What a passport is for that nobody said anything about.
    public Mandate plainly() {
        return new Mandate(
                mode, Optional.empty(), List.of(), granted.services(), Optional.empty(), List.of());
    }
}
