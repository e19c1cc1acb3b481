package dev.carnet.auth.rest;

import dev.carnet.auth.http.Visitors;
import dev.carnet.shared.network.RateLimit;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/// Counts the requests of each address to the routes that need no credential.
@Singleton
final class OpenLimit {

    private final RateLimit limit = new RateLimit(Limits.OPEN_PER_MINUTE);
    private final Visitors visitors;

    OpenLimit(Visitors visitors) {
        this.visitors = visitors;
    }

    void demand(HttpServerRequest request) {
        if (!limit.admits(visitors.of(request).address())) {
            throw new Refused(
                    Refusal.TOO_MANY_REQUESTS,
                    "At most " + Limits.OPEN_PER_MINUTE + " a minute from one address.");
        }
    }
}
