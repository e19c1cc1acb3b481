package dev.carnet.mcp.connection;

import dev.carnet.shared.connection.HeldTokens;

/// What a renewal comes to.
sealed interface Renewed {

    /// Tokens that count, saved.
    record Now(HeldTokens tokens) implements Renewed {}

    /// The person has to connect again.
    record Over() implements Renewed {}

    /// The provider cannot be asked right now.
    record Later() implements Renewed {}
}
