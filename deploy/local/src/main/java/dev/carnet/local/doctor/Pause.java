package dev.carnet.local.doctor;

import java.time.Duration;

/// How time is waited for.
public interface Pause {

    /// Returns when so much time has passed.
    void lasting(Duration time) throws InterruptedException;
}
