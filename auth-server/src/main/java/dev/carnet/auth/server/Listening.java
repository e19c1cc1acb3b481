package dev.carnet.auth.server;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The browsers that listen at this replica, within their limits.
@Singleton
final class Listening {

    private static final String ALL = "";

    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    /// Takes a seat, if there is one.
    ///
    /// @return what gives it back, once
    Optional<Runnable> enter(String person) {
        if (!take(ALL, ServerLimits.LISTENING)) {
            return Optional.empty();
        }
        if (!take(person, ServerLimits.LISTENING_PER_PERSON)) {
            free(ALL);
            return Optional.empty();
        }
        var left = new AtomicBoolean();
        return Optional.of(() -> {
            if (left.compareAndSet(false, true)) {
                free(ALL);
                free(person);
            }
        });
    }

    private boolean take(String seat, int limit) {
        boolean taken = open.merge(seat, 1, Integer::sum) <= limit;
        if (!taken) {
            free(seat);
        }
        return taken;
    }

    private void free(String seat) {
        open.computeIfPresent(seat, (_, taken) -> taken == 1 ? null : taken - 1);
    }
}
