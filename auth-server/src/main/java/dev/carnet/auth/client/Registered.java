package dev.carnet.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.token.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The answer to a registration (RFC 7591 §3.2.1): what holds, which may be less than was asked
/// for. The secret is in it and nowhere else.
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Registered(
        @JsonProperty("client_id") String clientId,
        @JsonProperty("client_id_issued_at") long issuedAt,
        @JsonProperty("client_secret") Optional<String> secret,
        @JsonProperty("client_secret_expires_at") Optional<Long> secretExpiresAt,
        @JsonProperty("client_name") String name,
        @JsonProperty("application_type") String type,
        @JsonProperty("redirect_uris") List<String> redirectUris,
        @JsonProperty("token_endpoint_auth_method") String authMethod,
        @JsonProperty("grant_types") List<String> grants,
        @JsonProperty("response_types") List<String> responseTypes,
        String scope,
        Optional<JsonNode> jwks,
        @JsonProperty("jwks_uri") Optional<String> jwksUri,
        @JsonProperty("dpop_bound_access_tokens") boolean dpopBound,
        @JsonProperty("require_pushed_authorization_requests") boolean pushedOnly) {

    static Registered of(Client client, Optional<String> secret, Instant now) {
        return new Registered(
                client.id(),
                now.getEpochSecond(),
                secret,
                secret.map(_ -> 0L),
                client.name(),
                client.type().wire(),
                client.redirectUris(),
                client.authMethod().wire(),
                client.grants().stream().map(GrantType::wire).sorted().toList(),
                client.grants().contains(GrantType.AUTHORIZATION_CODE)
                        ? List.of("code")
                        : List.of(),
                Scope.format(client.scopes()),
                client.jwks().flatMap(Registered::json),
                client.traits().jwksUri(),
                client.traits().dpopBound(),
                client.traits().pushedOnly());
    }

    private static Optional<JsonNode> json(String jwks) {
        return StrictJson.object(jwks.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Registered[" + clientId + "]";
    }
}
