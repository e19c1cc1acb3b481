package dev.carnet.mcp.startup;

import dev.carnet.mcp.authclient.Identity;
import dev.carnet.shared.startup.Beginning;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceKeyset;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Begins before anything else of this service does, and ends it.
@Singleton
public final class Lifecycle {

    private static final Duration END = Duration.ofSeconds(10);

    private final Instance<Beginning> beginning;
    private final Instance<ServiceKeyset> keyset;
    private final Instance<Identity> identity;

    Lifecycle(
            Instance<Beginning> beginning,
            Instance<ServiceKeyset> keyset,
            Instance<Identity> identity) {
        this.beginning = beginning;
        this.keyset = keyset;
        this.identity = identity;
    }

    void begin(@Observes @Priority(1) StartupEvent event) {
        try {
            keyset.get();
            beginning.get().run(this::introduce).await().indefinitely();
        } catch (RuntimeException failed) {
            RefusedToStart refused = RefusedToStart.in(failed);
            throw new PreventFurtherStepsException(refused.getMessage(), 1);
        }
    }

    /// mcp-server's own key pair is made at the first start, so that auth-server knows it before
    /// the first exchange.
    private Uni<Void> introduce() {
        return identity.get().known();
    }

    void end(@Observes ShutdownEvent event) {
        beginning.get().end().await().atMost(END);
    }
}
