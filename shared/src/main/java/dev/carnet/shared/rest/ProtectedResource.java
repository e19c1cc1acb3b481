package dev.carnet.shared.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.proof.ProofKeys;
import dev.carnet.shared.token.Scope;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/// The metadata of a protected resource (RFC 9728 §2).
///
/// @param resource the identifier, byte for byte what a token's audience is compared with
public record ProtectedResource(
        String resource,
        @JsonProperty("resource_name") String name,
        @JsonProperty("authorization_servers") List<String> authorizationServers,
        @JsonProperty("scopes_supported") List<String> scopes,
        @JsonProperty("bearer_methods_supported") List<String> bearerMethods,
        @JsonProperty("dpop_signing_alg_values_supported") List<String> proofAlgorithms,
        @JsonProperty("dpop_bound_access_tokens_required") boolean proofRequired) {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    /// A resource that takes all of Carnet's scopes in the `Authorization` header, with tokens of
    /// this issuer.
    public static ProtectedResource of(String resource, String name, String issuer) {
        return new ProtectedResource(
                resource,
                name,
                List.of(issuer),
                Arrays.stream(Scope.values()).map(Scope::wire).toList(),
                List.of("header"),
                ProofKeys.ALGORITHMS,
                false);
    }

    /// Where the metadata stands: the well-known part inserted before the path (RFC 9728 §3.1).
    public String metadataUrl() {
        URI uri = URI.create(resource);
        return uri.getScheme() + "://" + uri.getRawAuthority() + WELL_KNOWN + uri.getRawPath();
    }

    /// The challenges that point there.
    public Challenge challenge() {
        return new Challenge(metadataUrl());
    }
}
