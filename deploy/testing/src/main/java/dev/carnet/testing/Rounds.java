package dev.carnet.testing;

/// How often a race is run on a real database: two hundred times, unless whoever runs the tests
/// wants to know sooner.
public final class Rounds {

    /// Rounds of each race.
    public static final int COUNT = Integer.getInteger("carnet.rounds", 200);

    private Rounds() {}
}
