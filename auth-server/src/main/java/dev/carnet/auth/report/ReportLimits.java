package dev.carnet.auth.report;

/// The limits of reports.
final class ReportLimits {

    /// Reports of an agent that are shown, the newest.
    static final int REPORTS = 50;

    /// Lines delegated from one that are shown.
    static final int DELEGATED = 100;

    /// Security events that are shown.
    static final int EVENTS = 100;

    /// Calls, or lines, on one page for people.
    static final int ON_A_PAGE = 50;

    /// Reports on the list that wait for a decision; the others are there once these are decided.
    static final int WAITING = 20;

    /// A note beside a decision, as the API has it.
    static final int NOTE_CHARACTERS = 500;

    private ReportLimits() {}
}
