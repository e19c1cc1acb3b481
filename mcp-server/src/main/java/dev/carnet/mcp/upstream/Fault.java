package dev.carnet.mcp.upstream;

import java.util.Optional;

/// Why something came to nothing, on its way to a {@link Broken}.
final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// What else is known about it.
    enum Trait {
        /// The upstream itself fails, and not this one request: it counts for the circuit.
        COUNTS,
        /// The upstream does not know the session any more, and has done nothing.
        SESSION_GONE,
        /// It does not know what was asked of it, as servers of another era do not.
        OTHER_ERA,
        /// Nothing was tried: as much of it is open here as may be.
        NO_ROOM,
        /// Nothing of these.
        PLAIN
    }

    private final transient Broken broken;
    private final Trait trait;

    private Fault(Broken broken, Trait trait) {
        super(broken.publicText(), null, false, false);
        this.broken = broken;
        this.trait = trait;
    }

    static Fault of(FaultClass kind, String publicText) {
        return new Fault(Broken.of(kind, publicText), Trait.PLAIN);
    }

    /// One that speaks against the upstream as a whole.
    static Fault counting(FaultClass kind, String publicText) {
        return new Fault(Broken.of(kind, publicText), Trait.COUNTS);
    }

    static Fault with(Trait trait, FaultClass kind, String publicText) {
        return new Fault(Broken.of(kind, publicText), trait);
    }

    static Fault authentication(int status, Optional<String> challenge) {
        return new Fault(
                new Broken(
                        FaultClass.AUTHENTICATION,
                        "The server does not accept the credential (" + status + ").",
                        Optional.of(new Rebuff(status, challenge))),
                Trait.PLAIN);
    }

    Broken broken() {
        return broken;
    }

    boolean is(Trait other) {
        return trait == other;
    }
}
