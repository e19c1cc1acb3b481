package dev.carnet.shared.race;

/// How often a race is run on a real database: two hundred times, unless whoever runs the tests
/// wants to know sooner. The same setting as in the tests of the services.
public final class Often {

    /// Rounds of each race.
    public static final int ROUNDS = Integer.getInteger("carnet.rounds", 200);

    private Often() {}

    /// A part of the rounds, and never fewer than that.
    public static int oneIn(int part, int fewest) {
        return Math.max(fewest, ROUNDS / part);
    }
}
