package dev.carnet.mcp.authclient;

import java.time.Duration;

/// How much and how long.
final class Limits {

    /// Exchanged tokens in hand.
    static final int TOKENS = 1_000;

    /// From sending a request to auth-server to the last byte of its answer.
    static final Duration REQUEST = Duration.ofSeconds(5);

    private Limits() {}
}
