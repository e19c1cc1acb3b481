package dev.carnet.shared.token;

import java.util.Locale;
import java.util.Optional;

/// What kind of principal a token speaks for.
public enum TokenKind {
    /// A person through a client; `sub` is the person, `carnet.grant` the grant.
    ACCESS,
    /// An agent; `sub` is the agent.
    PASSPORT,
    /// A workspace's own client (`client_credentials`); `sub` is the client.
    SERVICE;

    /// The name in the claim `carnet.kind`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The kind of that wire name.
    public static Optional<TokenKind> of(String wire) {
        for (TokenKind kind : values()) {
            if (kind.wire().equals(wire)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
