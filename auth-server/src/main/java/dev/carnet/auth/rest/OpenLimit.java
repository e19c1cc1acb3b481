package dev.carnet.auth.rest;

import dev.carnet.auth.http.RateLimit;
import dev.carnet.auth.http.Visitor;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/// Counts the requests of each address to the routes that need no credential.
@Singleton
final class OpenLimit {

    private final RateLimit limit = new RateLimit(Limits.OPEN_PER_MINUTE);

    void demand(HttpServerRequest request) {
        if (!limit.admits(Visitor.of(request).address())) {
            throw new Refused(
                    Refusal.TOO_MANY_REQUESTS,
                    "At most " + Limits.OPEN_PER_MINUTE + " a minute from one address.");
        }
    }
}
