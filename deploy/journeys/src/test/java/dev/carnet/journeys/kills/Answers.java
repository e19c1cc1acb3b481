package dev.carnet.journeys.kills;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What all callers were told: kept outside Carnet, to hold against its log afterwards.
final class Answers {

    private final Queue<Acknowledged> calls = new ConcurrentLinkedQueue<>();
    private final Queue<MadeKey> keys = new ConcurrentLinkedQueue<>();
    private final Map<Other, AtomicLong> others = new ConcurrentHashMap<>();

    void call(Acknowledged call) {
        calls.add(call);
    }

    void key(MadeKey key) {
        keys.add(key);
    }

    /// Anything else that came back, or that nothing did.
    void other(Other other) {
        others.computeIfAbsent(other, name -> new AtomicLong()).incrementAndGet();
    }

    List<Acknowledged> calls() {
        return List.copyOf(calls);
    }

    List<MadeKey> keys() {
        return List.copyOf(keys);
    }

    Map<Other, AtomicLong> others() {
        return Map.copyOf(others);
    }
}
