package dev.carnet.auth.feed;

import java.time.Duration;

/// The limits of the feed of revocations.
final class FeedLimits {

    /// Streams of one workspace at one replica.
    static final int STREAMS_PER_WORKSPACE = 16;

    /// Streams at one replica.
    static final int STREAMS = 256;

    /// How often a stream says how far it is complete.
    static final Duration BEAT = Duration.ofSeconds(1);

    /// A stream ends after so long; its reader comes again where it was.
    static final Duration LONGEST = Duration.ofHours(1);

    /// Events that wait for a slow reader; one that is further behind comes again where it was. The
    /// beginning, whatever its length, is read at the reader's own pace.
    static final int WAITING = 1_024;

    private FeedLimits() {}
}
