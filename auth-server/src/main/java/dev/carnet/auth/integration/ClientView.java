package dev.carnet.auth.integration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A client as a workspace sees it.
///
/// @param id what stands for it in a path: its client id, or `url_` and the base64url of that where
///   it is a URL
/// @param origin `workspace` for its own, `registered` for a stranger that holds a grant here,
///   `document` for one whose id is the URL of a document about it: what that says is not repeated
/// @param refreshGraceSeconds how long its spent refresh tokens get the same successor, where that
///   is its own
/// @param grants how many grants it holds in this workspace
/// @param status `active` or `revoked`
/// @param version counts its edits, for `If-Match`
/// @param clientSecret only in the answer to creating it
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ClientView(
        String id,
        @JsonProperty("client_id") String clientId,
        @JsonProperty("client_secret") Optional<String> clientSecret,
        @JsonProperty("client_name") String clientName,
        String origin,
        @JsonProperty("application_type") Optional<String> applicationType,
        @JsonProperty("token_endpoint_auth_method") Optional<String> tokenEndpointAuthMethod,
        @JsonProperty("redirect_uris") List<String> redirectUris,
        @JsonProperty("grant_types") List<String> grantTypes,
        List<String> scopes,
        List<String> resources,
        String profile,
        @JsonProperty("dpop_bound_access_tokens") boolean dpopBoundAccessTokens,
        @JsonProperty("require_pushed_authorization_requests")
                boolean requirePushedAuthorizationRequests,
        @JsonProperty("refresh_grace_seconds") Optional<Integer> refreshGraceSeconds,
        int grants,
        String status,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    /// The origin of a workspace's own clients.
    static final String OWN = "workspace";

    @JsonIgnore
    boolean isOwn() {
        return origin.equals(OWN);
    }

    @JsonIgnore
    boolean isActive() {
        return status.equals("active");
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, clientId);
    }

    /// A copy that shows the secret, if there is one.
    ClientView with(Optional<String> secret) {
        return new ClientView(
                id,
                clientId,
                secret,
                clientName,
                origin,
                applicationType,
                tokenEndpointAuthMethod,
                redirectUris,
                grantTypes,
                scopes,
                resources,
                profile,
                dpopBoundAccessTokens,
                requirePushedAuthorizationRequests,
                refreshGraceSeconds,
                grants,
                status,
                createdAt,
                version);
    }
}
