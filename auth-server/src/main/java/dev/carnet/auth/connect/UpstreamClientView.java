package dev.carnet.auth.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/// What we are called at an authorization server of upstreams; its secret is never shown again.
///
/// @param given whether an admin gave it; otherwise it was registered
/// @param redirectUri what has to be registered there
public record UpstreamClientView(
        String id,
        String issuer,
        @JsonProperty("client_id") String clientId,
        boolean given,
        @JsonProperty("redirect_uri") String redirectUri,
        @JsonProperty("created_at") Instant createdAt) {}
