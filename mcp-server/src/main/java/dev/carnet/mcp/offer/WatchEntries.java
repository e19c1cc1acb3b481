package dev.carnet.mcp.offer;

import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerEvent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The entries of a watch: one before its server hears of it, one once it ended. If this process
/// dies in between, or is not heard of for a while, another one ends it as `unknown`, like a call.
@Singleton
final class WatchEntries {

    private static final Logger LOG = Logger.getLogger(WatchEntries.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration AGAIN_AT_MOST = Duration.ofSeconds(30);
    private static final int TRIES = 10;

    private final AuditLog log;
    private final OpenWatchStore store;
    private final Clock clock;

    WatchEntries(AuditLog log, OpenWatchStore store, Clock clock) {
        this.log = log;
        this.store = store;
        this.clock = clock;
    }

    /// That somebody begins to watch there. Addresses of resources are hidden, as at a call.
    ///
    /// @param uris as that server has them
    Event begin(Caller caller, String slug, Set<String> uris) {
        return CallerEvent.of(caller, "resource.watch.begin", clock.instant())
                .with("type", "resource")
                .with("cls", "read")
                .with("dec", "permit")
                .with("srv", slug)
                .with("count", Integer.toString(uris.size()))
                .hide("uri", String.join("\n", new TreeSet<>(uris)));
    }

    /// Writes a begin, and goes on when it is durable.
    void write(Event begin, Runnable durable, Runnable lost) {
        Work.start(
                log.append(begin),
                _ -> durable.run(),
                fault -> {
                    LOG.warnf("A watch is not begun: %s", fault.getMessage());
                    lost.run();
                });
    }

    /// Those of these begins that somebody else has ended: this process was not heard of. Without
    /// an answer none.
    void ended(Set<String> begins, Consumer<Set<String>> then) {
        Work.start(
                begins.isEmpty() ? Uni.createFrom().item(Set.<String>of()) : store.open(begins),
                open ->
                        then.accept(
                                begins.stream()
                                        .filter(one -> !open.contains(one))
                                        .collect(Collectors.toUnmodifiableSet())),
                fault -> {
                    LOG.warnf("Watches are not looked for in the record: %s", fault.getMessage());
                    then.accept(Set.of());
                });
    }

    /// That it ended.
    ///
    /// @param out `ok`, or `aborted` for one that its server never heard of
    void end(Event begin, String out) {
        var at = clock.instant();
        long ms = Math.max(Duration.between(begin.at(), at).toMillis(), 0);
        Event end = Event.of(begin.workspace(), "resource.watch.end", at);
        for (String name :
                Set.of(
                        "sub", "role", "kind", "cl", "jti", "grant", "agent", "sess", "key", "type",
                        "cls", "srv", "count")) {
            String value = begin.fields().getOrDefault(name, "");
            end = value.isEmpty() ? end : end.with(name, value);
        }
        Work.start(
                log.append(
                                end.with("begin", begin.eid())
                                        .with("out", out)
                                        .with("ms", Long.toString(ms)))
                        .onFailure()
                        .retry()
                        .withBackOff(AGAIN, AGAIN_AT_MOST)
                        .atMost(TRIES),
                _ -> {},
                fault -> LOG.warnf("The end of a watch is not recorded: %s", fault.getMessage()));
    }
}
