package dev.carnet.mcp.authclient;

import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// mcp-server's own identity: read once, kept for good.
@Singleton
public final class Identity {

    private final ServiceKeyStore store;
    private final String issuer;
    private final Clock clock;
    private final AtomicReference<Optional<ClientAssertions>> assertions =
            new AtomicReference<>(Optional.empty());

    Identity(Pool pool, ServiceKeyset keyset, ServiceConfig config, Clock clock) {
        this.store = new ServiceKeyStore(pool, keyset.sealer());
        this.issuer = config.issuer();
        this.clock = clock;
    }

    /// Ends when the key pair is there, made by this start or an earlier one. Fails when it cannot
    /// be read or was sealed with another keyset.
    public Uni<Void> known() {
        return assertions().replaceWithVoid();
    }

    /// The maker of assertions.
    Uni<ClientAssertions> assertions() {
        return assertions
                .get()
                .map(mine -> Uni.createFrom().item(mine))
                .orElseGet(() -> store.firstOne().map(this::remember));
    }

    private ClientAssertions remember(ServiceKey key) {
        var mine = new ClientAssertions(key, issuer, clock);
        assertions.set(Optional.of(mine));
        return mine;
    }
}
