package dev.carnet.auth.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseHeader;

/// `/api/v1/revocations/feed`: the workspace's revocations as server-sent events, for resource
/// servers that judge tokens themselves. A key or a client of the workspace follows it, or whoever
/// may read the log.
@Bounded
@Path(Routes.BASE + "/revocations/feed")
public class FeedEndpoint {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final Feed feed;
    private final ObjectMapper json;

    FeedEndpoint(Feed feed, ObjectMapper json) {
        this.feed = feed;
        this.json = json;
    }

    /// Everything in force that was revoked after `Last-Event-ID`, or `after`, and then whatever
    /// comes. Every event has its number as id. `revoked` says `{seq, type, id, keep_until}`;
    /// `position` says `{seq}`, at least every second: all up to it was said, and who hears none
    /// for some seconds does not know what is revoked. `reset` says that the number to go on from
    /// lies ahead of everything: forget what was read, all of it follows. `end` says why the stream
    /// ends. Who names a `workspace` that is not the credential's is told that it is not there.
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @APIResponse(
            responseCode = "200",
            description = "The stream: events revoked, position, reset and end, each with JSON.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema =
                                    @Schema(
                                            type =
                                                    org.eclipse.microprofile.openapi.annotations
                                                            .enums.SchemaType.STRING)))
    public Multi<OutboundSseEvent> follow(
            @Context RoutingContext routing,
            @Context Sse sse,
            @HeaderParam("Last-Event-ID") Optional<String> lastEventId,
            @QueryParam("after") Optional<String> after,
            @QueryParam("workspace") Optional<String> workspace) {
        ApiCall call = ApiCall.of(routing);
        demandReader(call.caller());
        demandOwn(call, workspace);
        long from = lastEventId.or(() -> after).map(FeedEndpoint::number).orElse(0L);
        return feed.follow(call.caller(), from).map(message -> event(sse, message));
    }

    private static void demandReader(Caller caller) {
        boolean own =
                switch (caller.credential()) {
                    case Credential.Key key -> !key.personal();
                    case Credential.AccessToken token -> token.grant().isEmpty();
                    case Credential.Passport _, Credential.Page _ -> false;
                };
        if (!own && !Role.AUDITORS.contains(caller.role())) {
            throw Refused.role(
                    "Only keys and clients of the workspace, and who may audit, follow.");
        }
    }

    /// Whoever judges by the feed of another workspace would hear of no revocation of their own.
    private static void demandOwn(ApiCall call, Optional<String> workspace) {
        if (workspace.filter(id -> !id.equals(call.workspace())).isPresent()) {
            throw Refused.notFound();
        }
    }

    private static long number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw Refused.field("after", "is the number of an event");
        }
        return Long.parseLong(text);
    }

    private OutboundSseEvent event(Sse sse, Message message) {
        var event = sse.newEventBuilder().name(message.event()).data(String.class, text(message));
        return switch (message) {
            case Message.Revoked revoked -> event.id(Long.toString(revoked.seq())).build();
            case Message.Position position -> event.id(Long.toString(position.seq())).build();
            case Message.Reset reset -> event.id(Long.toString(reset.seq())).build();
            case Message.End _ -> event.build();
        };
    }

    private String text(Message message) {
        try {
            return json.writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an event that is not JSON", impossible);
        }
    }
}
