package dev.carnet.auth.http;

import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers only to the names it is known by (V40, V55): the issuer's, and those an operator adds. A
/// page of a foreign name that resolves to this machine gets nothing. On loopback its three
/// spellings are one.
@Singleton
public final class OwnHosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final int MISDIRECTED = 421;

    private final URI issuer;
    private final List<String> added;

    OwnHosts(ServiceConfig config) {
        this.issuer = URI.create(config.issuer());
        this.added = config.allowedHosts().orElse(List.of());
    }

    void guard(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::check);
    }

    private void check(RoutingContext routing) {
        if (isOwn(routing.request().authority())) {
            routing.next();
        } else {
            routing.response().setStatusCode(MISDIRECTED).end();
        }
    }

    private boolean isOwn(@Nullable HostAndPort authority) {
        if (authority == null) {
            return false;
        }
        String host = authority.host().toLowerCase(Locale.ROOT);
        return added.contains(host)
                || added.contains(host + ":" + port(authority.port()))
                || (port(authority.port()) == port(issuer.getPort()) && isIssuerHost(host));
    }

    private boolean isIssuerHost(String host) {
        return host.equals(issuer.getHost())
                || (LOOPBACK.contains(host) && LOOPBACK.contains(issuer.getHost()));
    }

    private int port(int named) {
        return named > 0 ? named : issuer.getScheme().equals("https") ? 443 : 80;
    }
}
