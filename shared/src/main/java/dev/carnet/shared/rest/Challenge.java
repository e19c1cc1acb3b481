package dev.carnet.shared.rest;

import dev.carnet.shared.token.Scope;
import java.util.Set;

/// The value of `WWW-Authenticate` (RFC 6750 §3, RFC 9728 §5.1).
public final class Challenge {

    private final String metadata;

    /// Challenges of the resource whose metadata stands at that URL.
    public Challenge(String metadata) {
        this.metadata = metadata;
    }

    /// 401 without a credential: no error code (RFC 6750 §3.1).
    public String missing(Set<Scope> scopes) {
        return "Bearer resource_metadata=\"" + metadata + "\"" + scope(scopes);
    }

    /// 401 with a credential that is not acceptable.
    public String invalidToken(Set<Scope> scopes, String description) {
        return error("invalid_token", description) + scope(scopes);
    }

    /// 403: the scopes are all those the request needs, not only the missing ones.
    public String insufficientScope(Set<Scope> scopes, String description) {
        return error("insufficient_scope", description) + scope(scopes);
    }

    private String error(String code, String description) {
        return "Bearer error=\"%s\", error_description=\"%s\", resource_metadata=\"%s\""
                .formatted(code, printable(description), metadata);
    }

    private static String scope(Set<Scope> scopes) {
        return scopes.isEmpty() ? "" : ", scope=\"" + Scope.format(scopes) + "\"";
    }

    /// What RFC 6750 §3 allows in `error_description`.
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
    }
}
