package dev.carnet.mcp.upstream;

import dev.carnet.shared.startup.ServiceConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// What may be run, by the configuration.
@Singleton
public final class UpstreamBeans {

    @Produces
    @Singleton
    StdioServers stdio(ServiceConfig config) {
        return StdioServers.of(config.stdioFile());
    }
}
