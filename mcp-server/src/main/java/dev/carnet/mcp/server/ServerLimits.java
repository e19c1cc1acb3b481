package dev.carnet.mcp.server;

import java.time.Duration;

/// The limits of the registry, all of them.
final class ServerLimits {

    /// Servers of a workspace.
    static final int SERVERS = 200;

    /// Tests of a server that are remembered.
    static final int TESTS = 100;

    /// Changes of a server's health that are remembered.
    static final int CHANGES = 100;

    /// How long a server waits for somebody to approve it.
    static final Duration PENDING = Duration.ofDays(30);

    /// How often a replica looks for those that waited so long.
    static final Duration PENDING_PACE = Duration.ofMinutes(10);

    /// How many of them are read at once.
    static final int PENDING_BATCH = 200;

    /// Why a server is rejected, in characters.
    static final int REASON = 500;

    /// How often a server's health is looked at.
    static final Duration HEALTH_EVERY = Duration.ofSeconds(60);

    /// How often a replica looks for servers whose turn it is.
    static final Duration HEALTH_PACE = Duration.ofSeconds(5);

    /// How long a replica may take for one look before another may try.
    static final Duration HEALTH_TIME = Duration.ofSeconds(30);

    /// Servers one replica looks at in one turn.
    static final int HEALTH_BATCH = 8;

    /// How long a test may take.
    static final Duration TEST_TIME = Duration.ofSeconds(30);

    /// How long finding out what is at a URL may take.
    static final Duration DISCOVERY_TIME = Duration.ofSeconds(45);

    /// A name, in characters.
    static final int NAME = 100;

    /// Slugs that are tried for a server whose registration named none.
    static final int SLUGS = 50;

    /// Secrets that are sealed anew in one turn after the keyset changed.
    static final int REWRAP_BATCH = 50;

    private ServerLimits() {}
}
