package dev.carnet.shared.rest;

import dev.carnet.shared.proof.ProofKeys;
import dev.carnet.shared.token.Scope;
import java.util.Set;

/// The value of `WWW-Authenticate` (RFC 6750 §3, RFC 9728 §5.1): both schemes there are, `Bearer`
/// first, because many clients read no further (RFC 9449 §7.1 for the other).
public final class Challenge {

    private static final String ALGORITHMS =
            "algs=\"" + String.join(" ", ProofKeys.ALGORITHMS) + "\"";
    private static final String DPOP = ", DPoP " + ALGORITHMS;

    private final String metadata;

    /// Challenges of the resource whose metadata stands at that URL.
    public Challenge(String metadata) {
        this.metadata = metadata;
    }

    /// 401 without a credential: no error code (RFC 6750 §3.1).
    public String missing(Set<Scope> scopes) {
        return "Bearer resource_metadata=\"" + metadata + "\"" + scope(scopes) + DPOP;
    }

    /// 401 with a credential that is not acceptable.
    public String invalidToken(Set<Scope> scopes, String description) {
        return error("invalid_token", description)
                + scope(scopes)
                + DPOP
                + ", error=\"invalid_token\"";
    }

    /// 401 with a token that is bound to a key, and a proof that does not hold or needs a nonce.
    ///
    /// @param code `invalid_dpop_proof` or `use_dpop_nonce` (RFC 9449 §7.1 and §9)
    public String noProof(String code, String description) {
        return "DPoP error=\"%s\", error_description=\"%s\", %s, resource_metadata=\"%s\""
                .formatted(code, printable(description), ALGORITHMS, metadata);
    }

    /// 403: the scopes are all those the request needs, not only the missing ones.
    public String insufficientScope(Set<Scope> scopes, String description) {
        return error("insufficient_scope", description) + scope(scopes) + DPOP;
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
