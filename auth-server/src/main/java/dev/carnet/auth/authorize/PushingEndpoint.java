package dev.carnet.auth.authorize;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.proof.ClientProofs;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.token.Refusals;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/par` (RFC 9126 §2): a client leaves its authorization request here, and gets a name for it to
/// send the person with. The client proves itself as at the token endpoint, and the request is
/// judged as at `/authorize`; every error is answered here. It gives no right and leaves no entry:
/// it is a question that nobody was asked yet.
@Path("/par")
public class PushingEndpoint {

    private final Clients clients;
    private final ClientProofs proofs;
    private final PushedRequests pushed;
    private final Refusals refusals;
    private final Resources resources;
    private final Journeys journeys;
    private final Visitors visitors;
    private final RateLimit limit = new RateLimit(Limits.PUSHED_PER_MINUTE);

    PushingEndpoint(
            Clients clients,
            ClientProofs proofs,
            PushedRequests pushed,
            Refusals refusals,
            Resources resources,
            Journeys journeys,
            Visitors visitors) {
        this.clients = clients;
        this.proofs = proofs;
        this.pushed = pushed;
        this.refusals = refusals;
        this.resources = resources;
        this.journeys = journeys;
        this.visitors = visitors;
    }

    /// RFC 9126 §2.2.
    record Pushed(
            @JsonProperty("request_uri") String requestUri,
            @JsonProperty("expires_in") long expiresInSeconds) {}

    /// Answers 201 with the request URI.
    @POST
    public Uni<Response> push(@Context HttpServerRequest request, byte[] body) {
        Visitor visitor = visitors.of(request);
        if (!limit.admits(visitor.address())) {
            return Uni.createFrom().item(tooMany());
        }
        if (body.length > Limits.PARAMETERS_CHARACTERS) {
            return Uni.createFrom().item(tooLarge());
        }
        return journeys.json(request, () -> journey(request, Form.read(request, body), visitor));
    }

    /// RFC 9126 §2.3: requests are pushed by POST; everything else is told so in JSON.
    @GET
    public Response other() {
        return Answers.refused(
                405,
                Refusal.invalidRequest("Requests are pushed by POST."),
                HttpHeaders.ALLOW,
                "POST");
    }

    private Uni<Response> journey(HttpServerRequest request, Parameters form, Visitor visitor) {
        return clients.authenticate(request, form)
                .chain(client ->
                        proofs.forPushing(request, client, visitor)
                                .chain(proven -> push(client, form, proven))
                                .onFailure(Refusal.class)
                                .recoverWithUni(
                                        refused -> refusals.record(client, refused, visitor)));
    }

    private Uni<Response> push(Client client, Parameters form, Visitor visitor) {
        String query = Pushing.query(client, form, visitor.key());
        var verdict =
                AuthorizeChecks.judgePushed(
                        Parameters.parse(query), Optional.of(client), resources);
        return switch (verdict) {
            case AuthorizeVerdict.Shown shown -> Uni.createFrom().failure(shown.refusal());
            case AuthorizeVerdict.Redirected redirected ->
                    Uni.createFrom().failure(redirected.refusal());
            case AuthorizeVerdict.Accepted _ -> pushed.keep(client, query).map(this::answer);
        };
    }

    private Response answer(String uri) {
        return Answers.unstored(201, new Pushed(uri, Limits.PUSHED_LIFE.toSeconds()));
    }

    private Response tooLarge() {
        return Answers.refused(
                413,
                journeys.counted(Refusal.invalidRequest("The request is too large.")),
                "Connection",
                "close");
    }

    private Response tooMany() {
        return Answers.refused(
                429,
                journeys.counted(
                        Refusal.because(
                                ErrorCode.TEMPORARILY_UNAVAILABLE,
                                "Too many requests from this address; try again in a minute.",
                                "pushed_limit")),
                HttpHeaders.RETRY_AFTER,
                "60");
    }
}
