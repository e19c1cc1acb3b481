package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.proof.ClientProofs;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// `/token` (RFC 6749 §3.2): authenticates the client and hands over to the grant's journey.
@Path("/token")
public class TokenEndpoint {

    private final Clients clients;
    private final CodeExchange codes;
    private final RefreshExchange refreshes;
    private final ClientCredentials credentials;
    private final TokenExchange exchanges;
    private final ClientProofs proofs;
    private final List<GrantJourney> others;
    private final FeedPosition feed;
    private final Refusals refusals;
    private final Journeys journeys;
    private final Visitors visitors;

    TokenEndpoint(
            Clients clients,
            CodeExchange codes,
            RefreshExchange refreshes,
            ClientCredentials credentials,
            TokenExchange exchanges,
            ClientProofs proofs,
            @All List<GrantJourney> others,
            FeedPosition feed,
            Refusals refusals,
            Journeys journeys,
            Visitors visitors) {
        this.visitors = visitors;
        this.journeys = journeys;
        this.clients = clients;
        this.codes = codes;
        this.refreshes = refreshes;
        this.credentials = credentials;
        this.exchanges = exchanges;
        this.proofs = proofs;
        this.others = others;
        this.feed = feed;
        this.refusals = refusals;
    }

    /// Answers JSON whatever happens.
    @POST
    public Uni<Response> token(@Context HttpServerRequest request, byte[] body) {
        return journeys.json(request, () -> issue(request, body));
    }

    /// RFC 6749 §3.2: tokens are fetched by POST; everything else is told so in JSON.
    @GET
    public Response other() {
        return Answers.refused(
                405,
                Refusal.invalidRequest("Tokens are fetched by POST."),
                HttpHeaders.ALLOW,
                "POST");
    }

    private Uni<Response> issue(HttpServerRequest request, byte[] body) {
        Parameters form = Form.read(request, body);
        var asked = new GrantRequest(grant(form), form, feed.now(), visitors.of(request));
        return answer(request, asked).map(answer -> Answers.unstored(200, answer));
    }

    /// A workload is no client of ours: what it brings says who it is.
    private Uni<TokenAnswer> answer(HttpServerRequest request, GrantRequest asked) {
        return asked.grant() == GrantType.JWT_BEARER && Clients.isUnnamed(request, asked.form())
                ? elsewhere(asked.grant()).answer(asked)
                : clients.authenticate(request, asked.form())
                        .chain(client -> issue(client, asked, request));
    }

    private Uni<TokenAnswer> issue(Client client, GrantRequest asked, HttpServerRequest request) {
        return proofs.forToken(request, client, asked.visitor())
                .map(asked::by)
                .chain(proven -> journey(client, proven))
                .onFailure(Refusal.class)
                .recoverWithUni(refused -> refusals.record(client, refused, asked.visitor()));
    }

    private Uni<TokenAnswer> journey(Client client, GrantRequest asked) {
        if (!client.grants().contains(asked.grant())) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED_CLIENT, "This client may not use that grant.");
        }
        return switch (asked.grant()) {
            case AUTHORIZATION_CODE -> codes.exchange(client, asked.form(), asked.visitor());
            case REFRESH_TOKEN -> refreshes.exchange(client, asked.form(), asked.visitor());
            case CLIENT_CREDENTIALS ->
                    credentials.grant(client, asked.form(), asked.seq(), asked.visitor());
            case TOKEN_EXCHANGE ->
                    client.standing() == Client.Standing.SERVICE
                            ? exchanges.exchange(client, asked.form(), asked.visitor())
                            : elsewhere(asked.grant()).answer(client, asked);
            case DEVICE_CODE, JWT_BEARER -> elsewhere(asked.grant()).answer(client, asked);
        };
    }

    /// The journey that stands in a room of its own.
    private GrantJourney elsewhere(GrantType grant) {
        return others.stream().filter(one -> one.grant() == grant).findFirst().orElseThrow();
    }

    private static GrantType grant(Parameters form) {
        return GrantType.of(form.required("grant_type"))
                .orElseThrow(() ->
                        Refusal.of(
                                ErrorCode.UNSUPPORTED_GRANT_TYPE,
                                "That grant type is not offered here."));
    }
}
