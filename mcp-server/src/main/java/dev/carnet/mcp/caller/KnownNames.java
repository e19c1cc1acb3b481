package dev.carnet.mcp.caller;

import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The names this server goes by: every request must call it by one of them.
@ApplicationScoped
public class KnownNames {

    private final Hosts hosts;

    KnownNames(ServiceConfig config, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.hosts =
                new Hosts(
                        URI.create(config.mcpUrl()),
                        config.host(),
                        port,
                        config.allowedHosts().orElse(List.of()),
                        config.allowedOrigins().orElse(List.of()));
    }

    /// Whether `Host` names this server, and `Origin`, if a page asks, one of the known pages.
    public boolean fit(HttpServerRequest request) {
        List<String> origins = request.headers().getAll("Origin");
        return hosts.knowsHost(HostHeader.of(request))
                && (origins.isEmpty()
                        || (origins.size() == 1 && origins.stream().allMatch(hosts::knowsOrigin)));
    }
}
