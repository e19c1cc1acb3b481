package dev.carnet.auth.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.signin.SessionStore;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/me/sessions`: where the caller is signed in with a browser. Nobody sees anybody else's.
@Bounded
@Path(Routes.BASE + "/me/sessions")
@Produces(MediaType.APPLICATION_JSON)
public class SessionEndpoint {

    private final SessionStore sessions;
    private final Deeds deeds;
    private final Pool pool;
    private final Clock clock;

    SessionEndpoint(SessionStore sessions, Deeds deeds, Pool pool, Clock clock) {
        this.sessions = sessions;
        this.deeds = deeds;
        this.pool = pool;
        this.clock = clock;
    }

    /// A session of a browser.
    ///
    /// @param device what `User-Agent` said when it began
    /// @param network where it began
    public record SessionView(
            String id,
            String device,
            String network,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("seen_at") Instant seenAt) {}

    /// How many ended.
    public record Ended(int sessions) {}

    /// The caller's sessions, the one seen last first; at most 100.
    @GET
    public Uni<Page<SessionView>> list(@Context RoutingContext routing) {
        String person = ApiCall.of(routing).person();
        return sessions.list(pool, person, clock.instant())
                .map(all ->
                        new Page<>(
                                all.stream().map(SessionEndpoint::view).toList(),
                                Optional.empty()));
    }

    private static SessionView view(SessionStore.Listed session) {
        return new SessionView(
                session.id(),
                session.device(),
                session.network(),
                session.createdAt(),
                session.seenAt());
    }

    /// Ends all of them.
    @DELETE
    @APIResponseSchema(Ended.class)
    public Uni<Response> endAll(@Context RoutingContext routing) {
        ApiCall call = ApiCall.of(routing);
        String person = call.person();
        return deeds.change(
                call,
                transaction ->
                        sessions.endOthers(transaction, person, "")
                                .map(count -> deed(call, "all", count)));
    }

    /// Ends one.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Ended.class)
    public Uni<Response> end(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        String person = call.person();
        return deeds.change(
                call,
                transaction ->
                        sessions.end(transaction, person, id)
                                .invoke(SessionEndpoint::demand)
                                .map(_ -> deed(call, id, 1)));
    }

    private static void demand(boolean found) {
        if (!found) {
            throw Refused.notFound();
        }
    }

    private Deed deed(ApiCall call, String id, int count) {
        return new Deed(
                Answer.ok(new Ended(count)),
                call.event("session.revoke", clock.instant())
                        .with("id", id)
                        .with("count", Integer.toString(count)),
                List.of());
    }
}
