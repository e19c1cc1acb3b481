package dev.carnet.mcp.startup;

import dev.carnet.mcp.authclient.Identity;
import dev.carnet.mcp.connection.Assertions;
import dev.carnet.mcp.connection.Letters;
import dev.carnet.shared.startup.Beginning;
import dev.carnet.shared.startup.FirstLook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Begins before anything else of this service does, and ends it.
@Singleton
public final class Lifecycle {

    private static final Duration END = Duration.ofSeconds(10);

    private final Instance<FirstLook> firstLook;
    private final Instance<Beginning> beginning;
    private final Instance<Identity> identity;
    private final Instance<Letters> letters;
    private final Instance<Assertions> assertions;

    Lifecycle(
            Instance<FirstLook> firstLook,
            Instance<Beginning> beginning,
            Instance<Identity> identity,
            Instance<Letters> letters,
            Instance<Assertions> assertions) {
        this.firstLook = firstLook;
        this.beginning = beginning;
        this.identity = identity;
        this.letters = letters;
        this.assertions = assertions;
    }

    void look(@Observes @Priority(1) Router router) {
        try {
            firstLook.get().check();
        } catch (RuntimeException failed) {
            throw NotStarted.because(failed);
        }
    }

    void begin(@Observes @Priority(1) StartupEvent event) {
        try {
            beginning.get().run(this::introduce).await().indefinitely();
        } catch (RuntimeException failed) {
            throw NotStarted.because(failed);
        }
    }

    /// mcp-server's own keys are made at the first start, so that auth-server knows them before the
    /// first exchange and the first connection.
    private Uni<Void> introduce() {
        return identity.get()
                .known()
                .chain(() -> letters.get().known())
                .chain(() -> assertions.get().known());
    }

    void end(@Observes ShutdownEvent event) {
        beginning.get().end().await().atMost(END);
    }
}
