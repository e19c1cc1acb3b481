package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Client.Standing;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.token.PresentedToken.Kind;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/introspect` (RFC 7662): a resource server asks about a token it was shown. Only confidential
/// clients that an admin created, each for its own workspace and resources, and mcp-server; about
/// everything else the answer is `{"active":false}` (RFC 7662 §4, V18).
@Path("/introspect")
public class IntrospectionEndpoint {

    private final Clients clients;
    private final PresentedToken tokens;
    private final CallerCheck callers;
    private final Resources resources;
    private final Journeys journeys;

    IntrospectionEndpoint(
            Clients clients,
            PresentedToken tokens,
            CallerCheck callers,
            Resources resources,
            Journeys journeys) {
        this.journeys = journeys;
        this.clients = clients;
        this.tokens = tokens;
        this.callers = callers;
        this.resources = resources;
    }

    /// Says whether a token is active, and for whom.
    @POST
    public Uni<Response> introspect(@Context HttpServerRequest request, byte[] body) {
        return journeys.json(request, () -> journey(request, Form.read(request, body)));
    }

    private Uni<Response> journey(HttpServerRequest request, Parameters form) {
        String token = form.required("token");
        return clients.authenticate(request, form)
                .invoke(IntrospectionEndpoint::demandResourceServer)
                .chain(client -> tokens.find(token).map(kind -> judge(client, token, kind)))
                .map(answer -> Answers.unstored(200, answer));
    }

    private static void demandResourceServer(Client client) {
        if (client.standing() == Standing.STRANGER || !client.isConfidential()) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED_CLIENT, "This client may not introspect.");
        }
    }

    private Introspection judge(Client client, String token, Kind kind) {
        return switch (kind) {
            case Kind.Signed signed
                    when isItsOwn(client, signed.claims()) && isAlive(token, signed) ->
                    Introspection.active(signed.claims());
            case Kind.Signed _, Kind.Refresh _, Kind.Nothing _ -> Introspection.inactive();
        };
    }

    private boolean isItsOwn(Client client, TokenClaims claims) {
        return switch (client.standing()) {
            case SERVICE ->
                    claims.audience().equals(resources.mcp())
                            || claims.audience().equals(resources.mcpApi());
            case ADMINISTERED ->
                    client.resources().contains(claims.audience())
                            && client.workspace().equals(Optional.of(claims.workspace()));
            case STRANGER -> false;
        };
    }

    /// The same check as at the resource's own door: revocation, membership, suspension.
    private boolean isAlive(String token, Kind.Signed signed) {
        return callers.whoever(token, signed.claims().audience()) instanceof Identification.Known;
    }
}
