package dev.carnet.shared.fetch;

import dev.carnet.shared.startup.ServiceConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/// What may be fetched, by the configuration.
@Singleton
public final class FetchBeans {

    private static final Logger LOG = Logger.getLogger(FetchBeans.class);

    @Produces
    @Singleton
    FetchRules rules(ServiceConfig config) {
        if (config.developmentDocuments()) {
            LOG.warn(
                    "CARNET_DEVELOPMENT_DOCUMENTS is on: anybody can make this server read http on"
                            + " loopback. Never run it like this where others can reach it.");
        }
        return FetchRules.of(
                        config.fetchPorts().orElse(List.of()),
                        config.fetchPrivateHosts().orElse(List.of()),
                        config.developmentDocuments())
                .withPerMinute(config.fetchesPerMinute());
    }

    @Produces
    @Singleton
    FetchTrust trust(ServiceConfig config) {
        return FetchTrust.of(config.fetchCaFile());
    }
}
