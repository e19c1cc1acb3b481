package dev.carnet.auth.startup;

import dev.carnet.auth.signing.SigningKeys;
import dev.carnet.shared.startup.Beginning;
import dev.carnet.shared.startup.FirstLook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
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
    private final Instance<SigningKeys> signingKeys;
    private final Instance<Scheduler> scheduler;

    Lifecycle(
            Instance<FirstLook> firstLook,
            Instance<Beginning> beginning,
            Instance<SigningKeys> signingKeys,
            Instance<Scheduler> scheduler) {
        this.firstLook = firstLook;
        this.beginning = beginning;
        this.signingKeys = signingKeys;
        this.scheduler = scheduler;
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
            SigningKeys keys = signingKeys.get();
            beginning.get().run(keys::ensureFirst).await().indefinitely();
            scheduler.get().resume();
        } catch (RuntimeException failed) {
            throw NotStarted.because(failed);
        }
    }

    void end(@Observes ShutdownEvent event) {
        beginning.get().end().await().atMost(END);
    }
}
