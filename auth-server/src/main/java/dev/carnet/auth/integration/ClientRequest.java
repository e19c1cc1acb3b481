package dev.carnet.auth.integration;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.Limits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What a client of the workspace is created with.
///
/// @param tokenEndpointAuthMethod `client_secret_basic` when nothing is said
/// @param grantTypes `client_credentials` when nothing is said
/// @param scopes the most its tokens may have; `carnet:read` when nothing is said
/// @param resources which resources it may have tokens for and ask about; the MCP endpoint when
///   nothing is said
/// @param redirectUris needed for `authorization_code`
/// @param profile `oauth`, or `fapi2`: the FAPI 2.0 security profile, for `private_key_jwt` only
/// @param dpopBoundAccessTokens whether it gets no token without a DPoP proof (RFC 9449 §5.2)
/// @param requirePushedAuthorizationRequests whether it has to push its requests (RFC 9126 §6)
/// @param refreshGraceSeconds how long a spent refresh token gets the same successor; as long as
///   everywhere when nothing is said
/// @param jwks public keys by value, needed for `private_key_jwt`
public record ClientRequest(
        @JsonProperty("client_name") @NotBlank @Size(max = 100) String clientName,
        @JsonProperty("token_endpoint_auth_method")
                Optional<@Size(max = 40) String> tokenEndpointAuthMethod,
        @JsonProperty("grant_types")
                Optional<@Size(min = 1, max = 8) List<@NotNull String>> grantTypes,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> resources,
        @JsonProperty("redirect_uris") Optional<@Size(max = 20) List<@NotNull String>> redirectUris,
        Optional<@Size(max = 20) String> profile,
        @JsonProperty("dpop_bound_access_tokens") Optional<Boolean> dpopBoundAccessTokens,
        @JsonProperty("require_pushed_authorization_requests")
                Optional<Boolean> requirePushedAuthorizationRequests,
        @JsonProperty("refresh_grace_seconds")
                Optional<@Min(0) @Max(Limits.REFRESH_GRACE_MAX_SECONDS) Integer>
                        refreshGraceSeconds,
        @Schema(type = SchemaType.OBJECT, implementation = Object.class) Optional<JsonNode> jwks) {}
