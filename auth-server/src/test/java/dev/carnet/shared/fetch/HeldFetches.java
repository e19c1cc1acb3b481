package dev.carnet.shared.fetch;

import dev.carnet.testing.TestAuthority;
import dev.carnet.testing.TlsHost;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Fetches of a test in another room, from one host and by a clock that the test sets.
public final class HeldFetches {

    private HeldFetches() {}

    /// Fetches that trust the authority and find that host under that name only.
    public static Fetches of(
            Vertx vertx, TestAuthority authority, String name, TlsHost host, Clock clock) {
        return new Fetches(
                vertx,
                new FakeNames().at(name, host.port(), "127.0.0.1"),
                FetchRules.of(List.of(), List.of(name), false),
                FetchTrust.of(Optional.of(authority.pem())),
                clock);
    }
}
