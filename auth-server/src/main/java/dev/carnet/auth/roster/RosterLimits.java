package dev.carnet.auth.roster;

/// The limits of the pages of agents.
final class RosterLimits {

    /// Agents on a page.
    static final int ON_A_PAGE = 50;

    /// Templates that an agent can be made from on the page; of the others the API makes some.
    static final int TEMPLATES = 100;

    private RosterLimits() {}
}
