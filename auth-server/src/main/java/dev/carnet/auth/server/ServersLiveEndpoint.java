package dev.carnet.auth.server;

import dev.carnet.auth.server.ServerWatch.Told;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.ResponseHeader;

/// `/live/servers`: tells a page that it is another by now, with the part that is. Every few
/// seconds it says `beat`. It ends with the session or the membership it began with, and to listen
/// is not to use a session: a page left open does not keep it alive.
@Path("/live/servers")
public class ServersLiveEndpoint {

    private final ServerWatch watch;

    ServersLiveEndpoint(ServerWatch watch) {
        this.watch = watch;
    }

    /// Follows the table of a workspace, or one server.
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> follow(@Context HttpServerRequest request, @Context Sse sse) {
        return watch.follow(request).map(told -> event(sse, told));
    }

    private static OutboundSseEvent event(Sse sse, Told told) {
        return sse.newEventBuilder().name(told.name()).data(String.class, told.data()).build();
    }
}
