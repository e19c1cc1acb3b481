package dev.carnet.auth.federation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A provider, as an owner describes it.
///
/// @param name shown on the sign-in page, to everybody
/// @param provision whom it may bring along; nobody, unless it is said
public record ProviderRequest(
        @NotBlank @Size(max = 80) String name,
        @NotBlank @Size(max = 500) String issuer,
        @JsonProperty("client_id") @NotBlank @Size(max = 500) String clientId,
        @JsonProperty("client_secret") Optional<@Size(min = 1, max = 500) String> clientSecret,
        Optional<@Valid Provision> provision) {

    @Override
    public String toString() {
        return "ProviderRequest[" + issuer + "]";
    }
}
