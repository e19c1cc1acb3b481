package dev.carnet.auth.server;

import java.time.Duration;

/// The limits of the pages of servers.
final class ServerLimits {

    /// Servers on a page.
    static final int ON_A_PAGE = 50;

    /// Tests of a server that are shown.
    static final int TESTS = 5;

    /// Browsers of one person that listen at one replica.
    static final int LISTENING_PER_PERSON = 8;

    /// Browsers that listen at one replica.
    static final int LISTENING = 256;

    /// How often what is shown is looked at, if no change says so before: health and lists of tools
    /// are in no feed.
    static final Duration BEAT = Duration.ofSeconds(5);

    /// A stream ends after so long; its browser comes again.
    static final Duration LONGEST = Duration.ofHours(1);

    private ServerLimits() {}
}
