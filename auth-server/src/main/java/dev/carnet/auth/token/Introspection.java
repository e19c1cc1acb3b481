package dev.carnet.auth.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import java.util.Map;
import java.util.Optional;

/// An answer of introspection (RFC 7662 §2.2). An inactive token is that one member and nothing
/// else.
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Introspection(
        boolean active,
        Optional<String> scope,
        @JsonProperty("client_id") Optional<String> clientId,
        @JsonProperty("token_type") Optional<String> tokenType,
        Optional<Long> exp,
        Optional<Long> iat,
        Optional<String> sub,
        Optional<String> aud,
        Optional<String> iss,
        Optional<String> jti,
        Optional<Map<String, String>> act,
        Optional<Map<String, String>> cnf) {

    static Introspection inactive() {
        return new Introspection(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Introspection active(TokenClaims claims) {
        return new Introspection(
                true,
                Optional.of(Scope.format(claims.scopes())),
                Optional.of(claims.clientId()),
                Optional.of(claims.tokenType()),
                Optional.of(claims.expiresAt().getEpochSecond()),
                Optional.of(claims.issuedAt().getEpochSecond()),
                Optional.of(claims.subject()),
                Optional.of(claims.audience()),
                Optional.of(claims.issuer()),
                Optional.of(claims.jti()),
                claims.actor().map(actor -> Map.of("sub", actor)),
                claims.keyThumbprint().map(key -> Map.of("jkt", key)));
    }
}
