package dev.carnet.mcp.authclient;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.MultiMap;
import java.util.Set;

/// The exchange of a caller's credential for a token of auth-server's REST API (RFC 8693 §2.1).
final class TokenExchange {

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String API_KEY = "urn:carnet:params:oauth:token-type:api_key";
    private static final String JWT_BEARER =
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";

    private final Transport transport;
    private final Address address;

    TokenExchange(Transport transport, Address address) {
        this.transport = transport;
        this.address = address;
    }

    /// Asks for a token with those scopes.
    Uni<Exchanged> exchange(Presented subject, Set<Scope> scopes, ClientAssertions assertions) {
        return transport
                .form(address.token(), form(subject, scopes, assertions.next()))
                .map(TokenExchange::read);
    }

    private MultiMap form(Presented subject, Set<Scope> scopes, String assertion) {
        return MultiMap.caseInsensitiveMultiMap()
                .add("grant_type", GRANT)
                .add("client_id", ServiceKey.CLIENT_ID)
                .add("client_assertion_type", JWT_BEARER)
                .add("client_assertion", assertion)
                .add("subject_token", subject.secret())
                .add("subject_token_type", subject.key() ? API_KEY : ACCESS_TOKEN)
                .add("requested_token_type", ACCESS_TOKEN)
                .add("resource", address.resource())
                .add("scope", Scope.format(scopes));
    }

    static Exchanged read(Transport.Reply reply) {
        JsonNode token = reply.body().path("access_token");
        if (reply.status() == 200 && token.isTextual()) {
            return new Exchanged.Token(
                    token.textValue(), reply.body().path("expires_in").asLong(0));
        }
        return new Exchanged.None(refusal(reply));
    }

    /// What the caller can help is told to the caller; what only an operator can, is not.
    private static Answer refusal(Transport.Reply reply) {
        return switch (reply.body().path("error").asText("")) {
            case "invalid_grant" ->
                    new Answer.Refused(
                            401,
                            "invalid_token",
                            "auth-server no longer accepts the credential of this connection.");
            case "invalid_scope" ->
                    new Answer.Refused(
                            403,
                            "insufficient_scope",
                            "The credential of this connection lacks the scope this needs.");
            default -> new Answer.Unavailable("exchange answered " + reply.summary());
        };
    }
}
