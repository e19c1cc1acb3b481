package dev.carnet.shared.signal;

import java.time.Duration;
import java.util.Optional;

/// What somebody wants otherwise than the catalogue has it. What is left open stays as it is.
public record Setting(
        Optional<Boolean> enabled,
        Optional<Severity> severity,
        Optional<Double> threshold,
        Optional<Duration> window,
        Optional<Boolean> revoke) {

    /// Everything is left open.
    public static final Setting NONE =
            new Setting(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// This one where it says something, and the other where it does not.
    public Setting over(Setting other) {
        return new Setting(
                enabled.or(other::enabled),
                severity.or(other::severity),
                threshold.or(other::threshold),
                window.or(other::window),
                revoke.or(other::revoke));
    }
}
