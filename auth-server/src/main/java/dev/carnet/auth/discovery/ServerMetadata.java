package dev.carnet.auth.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.client.AuthMethod;
import dev.carnet.auth.client.ClientKeys;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.shared.proof.ProofKeys;
import dev.carnet.shared.token.Scope;
import java.util.Arrays;
import java.util.List;

/// Authorization server metadata (RFC 8414 §2, RFC 9207 §3, RFC 9728 §4). Every value is what the
/// endpoints do, taken from the same constants where there are any.
record ServerMetadata(
        String issuer,
        @JsonProperty("authorization_endpoint") String authorizationEndpoint,
        @JsonProperty("token_endpoint") String tokenEndpoint,
        @JsonProperty("pushed_authorization_request_endpoint") String pushingEndpoint,
        @JsonProperty("require_pushed_authorization_requests") boolean pushingRequired,
        @JsonProperty("registration_endpoint") String registrationEndpoint,
        @JsonProperty("revocation_endpoint") String revocationEndpoint,
        @JsonProperty("introspection_endpoint") String introspectionEndpoint,
        @JsonProperty("device_authorization_endpoint") String deviceEndpoint,
        @JsonProperty("jwks_uri") String jwksUri,
        @JsonProperty("scopes_supported") List<String> scopes,
        @JsonProperty("response_types_supported") List<String> responseTypes,
        @JsonProperty("response_modes_supported") List<String> responseModes,
        @JsonProperty("grant_types_supported") List<String> grants,
        @JsonProperty("authorization_grant_profiles_supported") List<String> grantProfiles,
        @JsonProperty("code_challenge_methods_supported") List<String> challengeMethods,
        @JsonProperty("token_endpoint_auth_methods_supported") List<String> tokenAuthMethods,
        @JsonProperty("token_endpoint_auth_signing_alg_values_supported")
                List<String> tokenAuthAlgorithms,
        @JsonProperty("revocation_endpoint_auth_methods_supported")
                List<String> revocationAuthMethods,
        @JsonProperty("revocation_endpoint_auth_signing_alg_values_supported")
                List<String> revocationAuthAlgorithms,
        @JsonProperty("introspection_endpoint_auth_methods_supported")
                List<String> introspectionAuthMethods,
        @JsonProperty("introspection_endpoint_auth_signing_alg_values_supported")
                List<String> introspectionAuthAlgorithms,
        @JsonProperty("dpop_signing_alg_values_supported") List<String> proofAlgorithms,
        @JsonProperty("client_id_metadata_document_supported") boolean documents,
        @JsonProperty("authorization_response_iss_parameter_supported") boolean issInResponse,
        @JsonProperty("protected_resources") List<String> protectedResources,
        @JsonProperty("ui_locales_supported") List<String> locales) {

    static ServerMetadata of(String issuer, Resources resources, boolean documents) {
        List<String> methods = Arrays.stream(AuthMethod.values()).map(AuthMethod::wire).toList();
        List<String> confidential =
                methods.stream().filter(method -> !method.equals(AuthMethod.NONE.wire())).toList();
        List<String> algorithms =
                ClientKeys.ALGORITHMS.stream().map(algorithm -> algorithm.getName()).toList();
        return new ServerMetadata(
                issuer,
                issuer + "/authorize",
                issuer + "/token",
                issuer + "/par",
                false,
                issuer + "/register",
                issuer + "/revoke",
                issuer + "/introspect",
                issuer + "/device_authorization",
                issuer + "/jwks",
                Arrays.stream(Scope.values()).map(Scope::wire).toList(),
                List.of("code"),
                List.of("query"),
                Arrays.stream(GrantType.values()).map(GrantType::wire).toList(),
                List.of("urn:ietf:params:oauth:grant-profile:id-jag"),
                List.of(Pkce.METHOD),
                methods,
                algorithms,
                methods,
                algorithms,
                confidential,
                algorithms,
                ProofKeys.ALGORITHMS,
                documents,
                true,
                resources.all(),
                List.of("en"));
    }
}
