package dev.carnet.auth.startup;

import dev.carnet.auth.account.FirstOwner;
import dev.carnet.shared.startup.RefusedToStart;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// After the beginning: an empty Carnet gets its owner before the first request is served.
@Singleton
public final class FirstOwnerAtStart {

    private final FirstOwner firstOwner;

    FirstOwnerAtStart(FirstOwner firstOwner) {
        this.firstOwner = firstOwner;
    }

    void begin(@Observes @Priority(2) StartupEvent event) {
        try {
            firstOwner.ensure().await().indefinitely();
        } catch (RuntimeException failed) {
            throw new PreventFurtherStepsException(RefusedToStart.in(failed).getMessage(), 1);
        }
    }
}
