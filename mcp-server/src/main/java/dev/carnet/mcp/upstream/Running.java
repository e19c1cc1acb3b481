package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The requests of one session that have no answer yet, and those that were given up and may still
/// be worked on. Changes on the session's event loop.
final class Running {

    /// It is on its own, beside what it was sent for.
    static final String SET_LEVEL = "logging/setLevel";

    private final Map<Long, Exchange> running = new ConcurrentHashMap<>();
    private final Map<Long, Long> strays = new HashMap<>();
    private final SessionKey key;
    private final LongSupplier nanos;
    private boolean asks;

    /// @param nanos the time that passes
    Running(SessionKey key, LongSupplier nanos) {
        this.key = key;
        this.nanos = nanos;
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    List<Exchange> all() {
        return List.copyOf(running.values());
    }

    void add(Exchange exchange) {
        running.put(exchange.id(), exchange);
    }

    void remove(Exchange exchange) {
        running.remove(exchange.id());
    }

    boolean has(Exchange exchange) {
        return running.get(exchange.id()) == exchange;
    }

    /// The one of that id.
    Optional<Exchange> of(JsonNode id) {
        return Optional.of(id)
                .filter(JsonNode::isIntegralNumber)
                .map(number -> running.get(number.longValue()));
    }

    /// The only one; with several it cannot be told whose client is meant.
    Optional<Exchange> only() {
        return running.size() == 1 && !strays()
                ? running.values().stream().findFirst()
                : Optional.empty();
    }

    /// It was given up, and may be worked on until it is answered, or for a while: a server that
    /// minds the cancellation does not answer. Whether it can ask is the session's matter, also
    /// where nobody hears it now.
    void stray(Exchange exchange) {
        if (isAsked(exchange.conversation()) && !exchange.order().method().equals(SET_LEVEL)) {
            strays.put(exchange.id(), nanos.getAsLong());
        }
    }

    private boolean strays() {
        long now = nanos.getAsLong();
        strays.values().removeIf(at -> now - at > UpstreamLimits.STRAY_TIME.toNanos());
        return !strays.isEmpty();
    }

    /// It asks its client something, and so may whatever was given up.
    void asks() {
        asks = true;
    }

    /// It has come to its end there.
    void ended(JsonNode id) {
        strays.remove(id.asLong());
    }

    /// Whether it could not be told for whom a question or a log message is meant, if that ran,
    /// too. What was given up drives nobody out of a session that never asked anything: the server
    /// may remember things there.
    boolean mixes(Conversation other) {
        return (asks && isAsked(other) && strays())
                || running.values().stream()
                        .filter(one -> !one.order().method().equals(SET_LEVEL))
                        .anyMatch(one -> isAsked(other) || isAsked(one.conversation()));
    }

    private boolean isAsked(Conversation one) {
        return !key.capabilities().isEmpty() || one.logLevel().isPresent();
    }
}
