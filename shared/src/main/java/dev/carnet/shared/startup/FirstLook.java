package dev.carnet.shared.startup;

import dev.carnet.shared.secret.CryptoProvider;
import dev.carnet.shared.secret.KeyMac;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;

/// What can be refused before anything is made: addresses and keysets. Routes are made early and
/// with them whoever reads a keyset, so this has to come before the first route.
@Singleton
public final class FirstLook {

    private final ServiceConfig config;
    private final Instance<ServiceKeyset> own;
    private final Instance<KeyMac> keyMac;
    private final Instance<AuditKeyset> audit;

    FirstLook(
            ServiceConfig config,
            Instance<ServiceKeyset> own,
            Instance<KeyMac> keyMac,
            Instance<AuditKeyset> audit) {
        this.config = config;
        this.own = own;
        this.keyMac = keyMac;
        this.audit = audit;
    }

    /// Fails with `RefusedToStart` when the service must not serve.
    public void check() {
        CryptoProvider.preferCorretto();
        Addresses.check(config.issuer(), config.mcpUrl());
        config.resources()
                .orElse(List.of())
                .forEach(one -> Addresses.checkResource(one, config.mcpUrl()));
        own.get();
        keyMac.get();
        audit.get();
    }
}
