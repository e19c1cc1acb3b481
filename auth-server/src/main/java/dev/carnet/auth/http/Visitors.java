package dev.carnet.auth.http;

import dev.carnet.auth.protocol.Limits;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Finds out who sent a request.
@Singleton
public final class Visitors {

    private final TrustedProxies proxies;

    Visitors(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /// Whoever sent the request.
    public Visitor of(HttpServerRequest request) {
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        String peer =
                Optional.ofNullable(request.remoteAddress())
                        .map(remote -> remote.hostAddress())
                        .orElse("unknown");
        return new Visitor(
                proxies.sender(peer, request.headers()),
                agent.substring(0, Math.min(agent.length(), Limits.USER_AGENT_CHARACTERS)));
    }
}
