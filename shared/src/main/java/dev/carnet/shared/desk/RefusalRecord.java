package dev.carnet.shared.desk;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Writes the refusals of identified callers into the audit log, before they are answered.
@Singleton
final class RefusalRecord {

    /// So much of a path is kept: an id of ours is far shorter, and an event has an end.
    private static final int MOST_OF_A_PATH = 400;

    private final AuditLog log;
    private final Clock clock;

    RefusalRecord(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Ends when the entry is durable, or at once for a refusal that gets none.
    Uni<Void> keep(Refused refused, RoutingContext routing) {
        Optional<Caller> caller =
                refused.caller().or(() -> ApiCall.find(routing).map(ApiCall::caller));
        return caller.filter(known -> refused.refusal().recorded())
                .map(known -> log.append(event(known, refused, routing)).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Event event(Caller caller, Refused refused, RoutingContext routing) {
        Visit visit = Visit.of(routing);
        return CallerEvent.of(caller, "call.refused", clock.instant())
                .with("type", routing.request().method().name() + " " + path(routing))
                .with("dec", "deny")
                .with("why", refused.refusal().code())
                .with("req", visit.id())
                .with("trace", visit.trace());
    }

    private static String path(RoutingContext routing) {
        String path = Optional.ofNullable(routing.request().path()).orElse("");
        return path.substring(0, Math.min(path.length(), MOST_OF_A_PATH));
    }
}
