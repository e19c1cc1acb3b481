package dev.carnet.shared.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.carnet.shared.caller.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Which uses of keys wait to be written. A key whose use was written within the last minute waits
/// until that minute is over. Safe to share between threads.
public final class KeyUses {

    private static final Duration REST = Duration.ofMinutes(1);
    private static final int LIMIT = 50_000;

    private final ConcurrentMap<KeyName, Instant> waiting = new ConcurrentHashMap<>();
    private final Cache<KeyName, Instant> resting;

    /// No uses yet.
    public KeyUses() {
        this(Ticker.systemTicker());
    }

    KeyUses(Ticker ticker) {
        this.resting =
                Caffeine.newBuilder()
                        .expireAfterWrite(REST)
                        .maximumSize(LIMIT)
                        .ticker(ticker)
                        .build();
    }

    /// A key, by its workspace and id.
    public record KeyName(String workspace, String key) {}

    /// One use to be written.
    public record Use(KeyName name, Instant at) {}

    /// This caller was let in, perhaps with a key.
    public void seen(Caller caller, Instant at) {
        if (caller.credential() instanceof Caller.Credential.Key key) {
            seen(new KeyName(caller.workspace(), key.id()), at);
        }
    }

    /// The key was used. Only the newest use counts; beyond the limit uses are not remembered.
    void seen(KeyName name, Instant at) {
        if (waiting.size() < LIMIT || waiting.containsKey(name)) {
            waiting.merge(name, at, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /// What may be written now; it does not wait any longer.
    public List<Use> due() {
        List<Use> due = new ArrayList<>();
        for (Map.Entry<KeyName, Instant> one : waiting.entrySet()) {
            if (resting.getIfPresent(one.getKey()) == null
                    && waiting.remove(one.getKey(), one.getValue())) {
                resting.put(one.getKey(), one.getValue());
                due.add(new Use(one.getKey(), one.getValue()));
            }
        }
        return due;
    }
}
