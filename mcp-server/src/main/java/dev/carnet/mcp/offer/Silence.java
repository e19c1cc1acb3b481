package dev.carnet.mcp.offer;

import dev.carnet.mcp.tool.FilterEntry;
import dev.carnet.mcp.upstream.Echo;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.shared.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Keeps what proves us at an upstream out of what clients hear. That it came back has its entry
/// before the rest goes on.
@Singleton
final class Silence {

    private final AuditLog log;
    private final Vertx vertx;
    private final Clock clock;

    Silence(AuditLog log, Vertx vertx, Clock clock) {
        this.log = log;
        this.vertx = vertx;
        this.clock = clock;
    }

    /// The reply without it. Results can be long, so they are looked through off the event loop.
    Uni<Reply> kept(Echo echo, Reply reply, FilterEntry entry) {
        return echo.looks()
                ? vertx.executeBlocking(() -> echo.cleaned(reply), false)
                        .call(_ ->
                                echo.heard()
                                        ? log.append(
                                                        entry.event(
                                                                "redact",
                                                                "credential",
                                                                clock.instant()))
                                                .replaceWithVoid()
                                        : Uni.createFrom().voidItem())
                : Uni.createFrom().item(reply);
    }
}
