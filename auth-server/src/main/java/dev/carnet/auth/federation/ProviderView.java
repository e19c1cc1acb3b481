package dev.carnet.auth.federation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/// A provider as owners see it; its secret is never shown again.
///
/// @param provision whom it may bring along, if anybody
/// @param redirectUri what has to be registered there
/// @param signInUrl where somebody begins to sign in through it
public record ProviderView(
        String id,
        String name,
        String issuer,
        @JsonProperty("client_id") String clientId,
        boolean enabled,
        Optional<Provision> provision,
        @JsonProperty("redirect_uri") String redirectUri,
        @JsonProperty("sign_in_url") String signInUrl,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    static ProviderView of(Provider provider, String issuer) {
        return new ProviderView(
                provider.id(),
                provider.name(),
                provider.issuer(),
                provider.clientId(),
                provider.enabled(),
                Optional.of(provider.provision()).filter(Provision::bringsAnybody),
                issuer + Federation.CALLBACK,
                issuer + "/signin/provider/" + provider.id(),
                provider.createdAt(),
                provider.version());
    }
}
