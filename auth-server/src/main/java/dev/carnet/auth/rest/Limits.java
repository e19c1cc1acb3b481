package dev.carnet.auth.rest;

import java.time.Duration;

/// The limits of this service's REST API beside those of the front desk; what an operator may set
/// stands in `ServiceConfig`.
public final class Limits {

    /// How long a passport lives when nothing is said; `PassportRequest` bounds what may be said.
    public static final Duration PASSPORT_DEFAULT = Duration.ofMinutes(15);

    /// So long after the last passport of a line what is left of it is kept.
    public static final Duration PASSPORT_KEPT = Duration.ofDays(30);

    /// So many of them go at once.
    public static final int PASSPORTS_SWEPT = 500;

    /// How often a watched agent reports when nothing is said.
    public static final Duration CHECKPOINT_DEFAULT = Duration.ofMinutes(5);

    /// How long a challenge waits for an agent's key.
    public static final Duration ENROLMENT_CHALLENGE = Duration.ofMinutes(10);

    /// Requests of one address to the routes that need no credential, and passports and assertions
    /// of one address that do not hold, a minute.
    public static final int OPEN_PER_MINUTE = 120;

    /// Renewals, reports and delegations with one line of passports, a minute.
    public static final int USES_PER_MINUTE = 120;

    /// Questions what one passport is worth, a minute: resource servers may ask for each request.
    public static final int VERIFIED_PER_MINUTE = 1200;

    private Limits() {}
}
