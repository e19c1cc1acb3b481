package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Receipt;
import dev.carnet.shared.token.Scope;
import java.time.Duration;
import java.util.Set;

/// How the journey of a call ends.
public sealed interface Finish {

    /// It ran, and what it came to is recorded.
    record Done(Outcome outcome, Receipt receipt) implements Finish {}

    /// There is no such thing for this caller.
    record Unknown() implements Finish {}

    /// 403: the person may, this token may not. Names every scope the call needs.
    record NeedsScopes(Set<Scope> scopes) implements Finish {}

    /// The caller has as many calls running as it may.
    record TooMany() implements Finish {}

    /// A limit of the workspace's policy is used up.
    ///
    /// @param limit its id
    /// @param retryAfter when to try again at the earliest
    record UsedUp(String limit, Duration retryAfter) implements Finish {}

    /// The credential was withdrawn before or while it ran.
    record Revoked() implements Finish {}

    /// Its client ended it.
    record Cancelled() implements Finish {}

    /// It took longer than it may.
    record TimedOut() implements Finish {}

    /// It broke; the log knows how.
    record Broken() implements Finish {}

    /// Not decided or not recorded, so not answered: the picture is stale, or the log cannot be
    /// written.
    record Unavailable() implements Finish {}
}
