package dev.carnet.auth.trust;

import java.util.Arrays;
import java.util.Optional;

/// What an issuer's word is about.
enum Kind {
    /// Which person asks through a client: identity assertion authorization grants.
    ID_JAG("id-jag"),
    /// Which program asks, without any client of ours: workload identity federation.
    WORKLOAD("workload");

    private final String wire;

    Kind(String wire) {
        this.wire = wire;
    }

    /// The name in the API and in the database.
    String wire() {
        return wire;
    }

    static Optional<Kind> of(String wire) {
        return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findFirst();
    }
}
