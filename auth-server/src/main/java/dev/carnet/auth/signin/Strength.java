package dev.carnet.auth.signin;

import java.util.Locale;

/// How surely a session's person is who they say, the weakest first.
public enum Strength {
    /// A password alone.
    PASSWORD,
    /// Another provider's word.
    FEDERATED,
    /// A password or another provider's word, and a second factor.
    TWO_FACTORS,
    /// A passkey, which no look-alike page can ask for.
    PASSKEY;

    /// The name in the database.
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Strength of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
