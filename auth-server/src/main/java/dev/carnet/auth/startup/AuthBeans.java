package dev.carnet.auth.startup;

import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.startup.KeysetSource;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// What auth-server alone has.
@Singleton
public final class AuthBeans {

    @Produces
    @Singleton
    ServiceKeyset keyset(ServiceConfig config) {
        return new ServiceKeyset(
                KeysetSource.read(
                        "CARNET_AUTH_KEYSET",
                        config.authKeyset(),
                        config.authKeysetFile(),
                        Keysets::sealer));
    }
}
