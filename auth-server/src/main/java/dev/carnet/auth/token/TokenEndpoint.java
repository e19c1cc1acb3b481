package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Clients;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/// `/token` (RFC 6749 §3.2): authenticates the client and hands over to the grant's journey.
@Path("/token")
public class TokenEndpoint {

    private final Clients clients;
    private final CodeExchange codes;
    private final RefreshExchange refreshes;
    private final ClientCredentials credentials;
    private final TokenExchange exchanges;
    private final Refusals refusals;

    TokenEndpoint(
            Clients clients,
            CodeExchange codes,
            RefreshExchange refreshes,
            ClientCredentials credentials,
            TokenExchange exchanges,
            Refusals refusals) {
        this.clients = clients;
        this.codes = codes;
        this.refreshes = refreshes;
        this.credentials = credentials;
        this.exchanges = exchanges;
        this.refusals = refusals;
    }

    /// Answers JSON whatever happens.
    @POST
    public Uni<Response> token(@Context HttpServerRequest request, byte[] body) {
        return Answers.json(request, () -> issue(request, body));
    }

    private Uni<Response> issue(HttpServerRequest request, byte[] body) {
        Parameters form = Form.read(request, body);
        GrantType grant = grant(form);
        return clients.authenticate(request, form)
                .chain(client -> issue(client, grant, form, Visitor.of(request)))
                .map(answer -> Answers.unstored(200, answer));
    }

    private Uni<TokenAnswer> issue(
            Client client, GrantType grant, Parameters form, Visitor visitor) {
        return Uni.createFrom()
                .deferred(() -> journey(client, grant, form, visitor))
                .onFailure(Refusal.class)
                .call(refused -> refusals.record(client, refused, visitor));
    }

    private Uni<TokenAnswer> journey(
            Client client, GrantType grant, Parameters form, Visitor visitor) {
        if (!client.grants().contains(grant)) {
            throw Refusal.of(ErrorCode.UNAUTHORIZED_CLIENT, "This client may not use that grant.");
        }
        return switch (grant) {
            case AUTHORIZATION_CODE -> codes.exchange(client, form, visitor);
            case REFRESH_TOKEN -> refreshes.exchange(client, form, visitor);
            case CLIENT_CREDENTIALS -> credentials.grant(client, form, visitor);
            case TOKEN_EXCHANGE -> exchanges.exchange(client, form, visitor);
        };
    }

    private static GrantType grant(Parameters form) {
        return GrantType.of(form.required("grant_type"))
                .orElseThrow(() ->
                        Refusal.of(
                                ErrorCode.UNSUPPORTED_GRANT_TYPE,
                                "That grant type is not offered here."));
    }
}
