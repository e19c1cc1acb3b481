package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The requests of one session that have no answer yet, and those that were given up and may still
/// be worked on. Changes on the session's event loop.
final class Running {

    /// It is on its own, beside what it was sent for.
    static final String SET_LEVEL = "logging/setLevel";

    private final Map<Long, Exchange> running = new ConcurrentHashMap<>();
    private final Set<Long> strays = new HashSet<>();
    private final SessionKey key;

    Running(SessionKey key) {
        this.key = key;
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
        return running.size() == 1 && strays.isEmpty()
                ? running.values().stream().findFirst()
                : Optional.empty();
    }

    /// It was given up, and may be worked on until it is answered. What nobody asks for speaks to
    /// nobody.
    void stray(Exchange exchange) {
        if (!exchange.conversation().equals(Conversation.SILENT)) {
            strays.add(exchange.id());
        }
    }

    /// It has come to its end there.
    void ended(JsonNode id) {
        strays.remove(id.asLong());
    }

    /// Whether it could not be told for whom a question or a log message is meant, if that ran,
    /// too.
    boolean mixes(Conversation other) {
        return (isAsked(other) && !strays.isEmpty())
                || running.values().stream()
                        .filter(one -> !one.order().method().equals(SET_LEVEL))
                        .anyMatch(one -> isAsked(other) || isAsked(one.conversation()));
    }

    private boolean isAsked(Conversation one) {
        return !key.capabilities().isEmpty() || one.logLevel().isPresent();
    }
}
