package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.client.Client.Standing;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.network.RateLimit;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `/register` (RFC 7591): strangers introduce themselves. It gives no right but to ask a person.
@Path("/register")
public class RegistrationEndpoint {

    /// Where it is said that a stranger registered, with the client's id.
    public static final String REGISTERED = "carnet.client.registered";

    private final EventBus bus;
    private final ClientStore store;
    private final ClientSecrets secrets;
    private final Registrations registrations;
    private final UnusedClients unused;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;
    private final RateLimit limit = new RateLimit(Limits.REGISTRATIONS_PER_MINUTE);
    private final Journeys journeys;
    private final Visitors visitors;

    RegistrationEndpoint(
            EventBus bus,
            ClientStore store,
            ClientSecrets secrets,
            Registrations registrations,
            UnusedClients unused,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock,
            Journeys journeys,
            Visitors visitors) {
        this.bus = bus;
        this.visitors = visitors;
        this.journeys = journeys;
        this.store = store;
        this.secrets = secrets;
        this.registrations = registrations;
        this.unused = unused;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Answers 201 with what was registered.
    @POST
    public Uni<Response> register(@Context HttpServerRequest request, byte[] body) {
        Visitor visitor = visitors.of(request);
        if (!limit.admits(visitor.address())) {
            return Uni.createFrom().item(tooMany());
        }
        return journeys.json(
                request,
                () -> {
                    JsonNode metadata = json(request, body);
                    return unused.haveRoomFor(visitor)
                            .chain(room ->
                                    room
                                            ? journey(visitor, metadata)
                                            : Uni.createFrom().item(tooManyUnused()));
                });
    }

    private Uni<Response> journey(Visitor visitor, JsonNode body) {
        Registration wanted = Registration.of(body);
        Instant now = clock.instant();
        String id = Ids.fresh("cli");
        Optional<String> secret =
                wanted.authMethod().hasSecret() ? Optional.of(secrets.fresh()) : Optional.empty();
        Client client = client(wanted, id, secret.map(text -> secrets.mac(id, text)));
        return pool.withTransaction(transaction -> keep(transaction, client, visitor, now))
                .call(kept -> log.settle(kept.event()))
                .invoke(() -> bus.publish(REGISTERED, id))
                .map(kept ->
                        Answers.unstored(
                                201,
                                registrations.managed(
                                        Registered.of(client, secret, now), kept.token())));
    }

    /// A client that is registered once its event is settled, and the token to manage it.
    private record Kept(AuditLog.Outboxed event, String token) {}

    private Uni<Kept> keep(SqlConnection transaction, Client client, Visitor visitor, Instant now) {
        Event event =
                Event.of(Event.SYSTEM, "client.register", now)
                        .with("cl", client.id())
                        .with("out", "ok")
                        .hide("name", client.name())
                        .hide("uri", String.join(" ", client.redirectUris()));
        return unused.bound(transaction, now)
                .chain(() -> store.insert(transaction, client, now))
                .chain(() -> registrations.enrol(transaction, client, visitor))
                .chain(token ->
                        outbox.put(transaction, visitor.in(event))
                                .map(outboxed -> new Kept(outboxed, token)));
    }

    static Client client(Registration wanted, String id, Optional<String> secretMac) {
        return new Client(
                id,
                Optional.empty(),
                Standing.STRANGER,
                wanted.name(),
                wanted.type(),
                wanted.authMethod(),
                wanted.redirectUris(),
                wanted.grants(),
                wanted.scopes(),
                List.of(),
                wanted.jwks(),
                secretMac,
                wanted.traits());
    }

    private static JsonNode json(HttpServerRequest request, byte[] body) {
        if (!Form.mediaType(request).equals("application/json")) {
            throw unreadable();
        }
        return StrictJson.object(body).orElseThrow(RegistrationEndpoint::unreadable);
    }

    private static Refusal unreadable() {
        return Refusal.of(
                ErrorCode.INVALID_CLIENT_METADATA,
                "The body must be one application/json object of moderate size.");
    }

    private Response tooMany() {
        return tooMany(
                "Too many registrations from this address; try again in a minute.",
                "registration_limit",
                "60");
    }

    private Response tooManyUnused() {
        return tooMany(
                "Too many clients that were registered from this address were never used. Use or"
                        + " delete them; otherwise they go within a day.",
                "unused_registrations",
                "3600");
    }

    private Response tooMany(String text, String reason, String retryAfter) {
        Refusal refusal = Refusal.because(ErrorCode.TEMPORARILY_UNAVAILABLE, text, reason);
        return Answers.refused(429, journeys.counted(refusal), HttpHeaders.RETRY_AFTER, retryAfter);
    }
}
