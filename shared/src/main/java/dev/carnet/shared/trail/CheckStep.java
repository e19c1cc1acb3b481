package dev.carnet.shared.trail;

import dev.carnet.shared.verify.Verdict;

/// A step of checking a log.
public sealed interface CheckStep {

    /// So many entries are checked, of so many.
    record Progress(long checked, long total) implements CheckStep {}

    /// The check is over.
    record Done(Verdict verdict) implements CheckStep {}
}
