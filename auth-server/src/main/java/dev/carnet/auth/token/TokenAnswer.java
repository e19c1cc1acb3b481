package dev.carnet.auth.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import java.time.Duration;
import java.util.Optional;

/// A successful answer of the token endpoint (RFC 6749 §5.1). `scope` is always there: clients
/// compare it before they ask a person for more.
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TokenAnswer(
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") long expiresInSeconds,
        @JsonProperty("refresh_token") Optional<String> refreshToken,
        @JsonProperty("scope") String scope,
        @JsonProperty("issued_token_type") Optional<String> issuedTokenType) {

    /// The only type of token that is ever issued in exchange.
    public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    /// A token, and a refresh token beside it where there is one.
    public static TokenAnswer of(String token, TokenClaims claims, Optional<String> refreshToken) {
        return new TokenAnswer(
                token,
                claims.tokenType(),
                Duration.between(claims.issuedAt(), claims.expiresAt()).toSeconds(),
                refreshToken,
                Scope.format(claims.scopes()),
                Optional.empty());
    }

    /// RFC 8693 §2.2.1.
    static TokenAnswer exchanged(String token, TokenClaims claims) {
        TokenAnswer plain = of(token, claims, Optional.empty());
        return new TokenAnswer(
                token,
                plain.tokenType,
                plain.expiresInSeconds,
                Optional.empty(),
                plain.scope,
                Optional.of(ACCESS_TOKEN));
    }

    /// The same as the answer to an exchange (RFC 8693 §2.2.1).
    public TokenAnswer asExchanged() {
        return new TokenAnswer(
                accessToken,
                tokenType,
                expiresInSeconds,
                refreshToken,
                scope,
                Optional.of(ACCESS_TOKEN));
    }

    @Override
    public String toString() {
        return "TokenAnswer[" + scope + "]";
    }
}
