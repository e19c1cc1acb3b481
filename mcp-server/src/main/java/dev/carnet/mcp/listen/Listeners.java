package dev.carnet.mcp.listen;

import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.Ended;
import dev.carnet.mcp.live.Entry;
import dev.carnet.mcp.live.Kind;
import dev.carnet.mcp.live.LiveCallers;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Tools;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerEvent;
import dev.carnet.shared.picture.PictureHolder;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Opens listening streams and ends them. A stream never outlives its credential.
@ApplicationScoped
public class Listeners {

    private static final Logger LOG = Logger.getLogger(Listeners.class);

    private final LiveCallers live;
    private final PictureHolder pictures;
    private final Table table;
    private final Tools tools;
    private final AuditLog log;
    private final Clock clock;
    private final Set<Watching> watching = ConcurrentHashMap.newKeySet();

    Listeners(
            LiveCallers live,
            PictureHolder pictures,
            Table table,
            Tools tools,
            AuditLog log,
            Clock clock) {
        this.live = live;
        this.pictures = pictures;
        this.table = table;
        this.tools = tools;
        this.log = log;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(Limits.WATCH_LOOK.toMillis(), () -> watching.forEach(Watching::look));
    }

    /// Opens a stream, unless the caller has as many as it may.
    ///
    /// @param place is done before the client can know that its stream is open
    /// @param welcome says the first words, before anything else can be said
    /// @return whether it was opened
    public boolean open(Visit visit, Voice voice, Runnable place, Runnable welcome) {
        Instant until = visit.caller().credential().expires().orElse(Instant.MAX);
        return switch (live.enter(
                Kind.STREAM,
                visit.caller(),
                Optional.empty(),
                until,
                why -> end(visit, voice, why))) {
            case Entry.Full full -> false;
            case Entry.Entered entered -> {
                place.run();
                visit.reply().begin(true);
                welcome.run();
                listen(visit, voice, entered);
                yield true;
            }
        };
    }

    private void listen(Visit visit, Voice voice, Entry.Entered entered) {
        var listener = new Listener(pictures, tools, voice, visit.viewer());
        Runnable deaf = table.onChange(visit.viewer(), listener::changed);
        Runnable blind = pictures.onChange(listener::looked);
        var watched = new Watching(table, voice, visit.viewer(), listener::changed);
        watching.add(watched);
        watched.look();
        visit.reply()
                .onEnd(() -> {
                    deaf.run();
                    blind.run();
                    watching.remove(watched);
                    watched.end();
                    entered.leave().run();
                });
    }

    /// Closes at once, and records why the stream ended although its client did not leave.
    private void end(Visit visit, Voice voice, Ended why) {
        voice.close();
        switch (why) {
            case Ended.Revoked revoked -> record(revoked.on(event(visit, "revoked")));
            case Ended.Expired expired -> record(event(visit, "expired"));
            case Ended.Closing closing -> record(event(visit, "shutdown"));
        }
    }

    private Event event(Visit visit, String why) {
        return CallerEvent.of(visit.caller(), "stream.end", clock.instant())
                .with("req", visit.requestId())
                .with("why", why);
    }

    private void record(Event event) {
        Work.start(
                log.append(event),
                receipt -> LOG.debugf("Stream ended, entry %d", receipt.seq()),
                lost -> LOG.error("The end of a stream could not be recorded", lost));
    }
}
