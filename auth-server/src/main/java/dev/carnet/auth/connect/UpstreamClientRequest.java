package dev.carnet.auth.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A client that an admin has got for Carnet at an authorization server.
///
/// @param issuer exactly as its metadata say
/// @param method how the secret is sent; in the header unless it is said
public record UpstreamClientRequest(
        @NotBlank @Size(max = 500) String issuer,
        @JsonProperty("client_id") @NotBlank @Size(max = 500) String clientId,
        @JsonProperty("client_secret") Optional<@Size(min = 1, max = 500) String> clientSecret,
        @JsonProperty("token_endpoint_auth_method")
                Optional<
                                @Pattern(
                                        regexp = "client_secret_basic|client_secret_post",
                                        message = "is client_secret_basic or client_secret_post")
                                String>
                        method) {

    @Override
    public String toString() {
        return "UpstreamClientRequest[" + issuer + "]";
    }
}
