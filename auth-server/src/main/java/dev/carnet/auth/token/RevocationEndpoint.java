package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.token.PresentedToken.Kind;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/// `/revoke` (RFC 7009): a client gives back what it holds. An access token ends alone; a refresh
/// token ends its grant. The 200 comes when every replica refuses it.
@Path("/revoke")
public class RevocationEndpoint {

    private static final String REASON = "given_back";

    private final Clients clients;
    private final PresentedToken tokens;
    private final Revocations revocations;
    private final Clock clock;
    private final Journeys journeys;
    private final Visitors visitors;

    RevocationEndpoint(
            Clients clients,
            PresentedToken tokens,
            Revocations revocations,
            Clock clock,
            Journeys journeys,
            Visitors visitors) {
        this.visitors = visitors;
        this.journeys = journeys;
        this.clients = clients;
        this.tokens = tokens;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Answers 200 for whatever is not valid (any more).
    @POST
    public Uni<Response> revoke(@Context HttpServerRequest request, byte[] body) {
        return journeys.json(request, () -> journey(request, Form.read(request, body)));
    }

    private Uni<Response> journey(HttpServerRequest request, Parameters form) {
        String token = form.required("token");
        return clients.authenticate(request, form)
                .map(client -> new Given(client, visitors.of(request)))
                .chain(given -> tokens.find(token).chain(kind -> revoke(given, kind)))
                .replaceWith(() -> Answers.unstored(Response.ok()).build());
    }

    /// Who gives back, and from where.
    private record Given(Client client, Visitor visitor) {}

    private Uni<Void> revoke(Given given, Kind kind) {
        return switch (kind) {
            case Kind.Signed signed -> revoke(given, signed.claims());
            case Kind.Refresh refresh -> revoke(given, refresh.grant());
            case Kind.Nothing _ -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> revoke(Given given, TokenClaims claims) {
        demandOwn(given.client(), claims.clientId());
        return order(
                given, claims.workspace(), claims.subject(), RevocationType.TOKEN, claims.jti());
    }

    private Uni<Void> revoke(Given given, Grant grant) {
        demandOwn(given.client(), grant.clientId());
        return order(given, grant.workspace(), grant.person(), RevocationType.GRANT, grant.id());
    }

    private Uni<Void> order(
            Given given, String workspace, String subject, RevocationType type, String id) {
        Event event =
                Event.of(workspace, "token.revoke", clock.instant())
                        .with("sub", subject)
                        .with("cl", given.client().id());
        return revocations
                .revoke(new RevocationOrder(workspace, type, id, REASON, given.visitor().in(event)))
                .replaceWithVoid();
    }

    /// RFC 7009 §2.1: a client may revoke what was issued to it.
    private static void demandOwn(Client client, String owner) {
        if (!client.id().equals(owner)) {
            throw Refusal.invalidGrant("token_of_another_client");
        }
    }
}
