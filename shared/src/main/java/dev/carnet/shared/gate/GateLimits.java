package dev.carnet.shared.gate;

import java.time.Duration;

/// Limits of gates that both services keep.
public final class GateLimits {

    /// How long an approved call may wait to be fetched. Later nobody remembers what they approved.
    public static final Duration APPROVED_LIFE = Duration.ofHours(24);

    /// What somebody may write with a decision, in characters.
    public static final int REMARK_CHARACTERS = 500;

    /// Arguments as edited, in characters.
    public static final int EDITED_CHARACTERS = 24_000;

    /// Arguments that a page shows, in characters. What nobody could read, nobody can approve.
    public static final int ARGUMENTS_SHOWN_CHARACTERS = 100_000;

    private GateLimits() {}
}
