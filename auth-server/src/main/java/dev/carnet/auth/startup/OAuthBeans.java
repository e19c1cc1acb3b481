package dev.carnet.auth.startup;

import dev.carnet.auth.client.AssertionCheck;
import dev.carnet.auth.http.TrustedProxies;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.shared.proof.ProofStore;
import dev.carnet.shared.startup.Addresses;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/// What the OAuth rooms take from the configuration.
@Singleton
public final class OAuthBeans {

    private static final String API = "/api/v1";

    @Produces
    @Singleton
    Resources resources(ServiceConfig config) {
        return new Resources(
                config.mcpUrl(),
                config.issuer() + API,
                Addresses.origin(config.mcpUrl()) + API,
                config.resources().orElse(List.of()),
                config.resourceByOrigin());
    }

    @Produces
    @Singleton
    TrustedProxies proxies(ServiceConfig config) {
        return TrustedProxies.in(config.trustedProxies().orElse(List.of()));
    }

    @Produces
    @Singleton
    ProofStore proofs(Pool pool) {
        return ProofStore.ofAuth(pool);
    }

    @Produces
    @Singleton
    AssertionCheck assertions(ServiceConfig config) {
        return new AssertionCheck(config.issuer());
    }
}
