package dev.carnet.auth.federation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is to change of a provider; what is not named stays. The issuer never changes: the accounts
/// that people linked are names of that issuer, and would be somebody else's at another.
///
/// @param provision whom it may bring along; without a domain nobody
/// @param enabled whether people may sign in through it; off, whoever did is signed out
public record ProviderEdit(
        Optional<@Size(max = 80) @Pattern(regexp = BLANK, message = NOT_BLANK) String> name,
        @JsonProperty("client_id")
                Optional<
                                @Size(min = 1, max = 500)
                                @Pattern(regexp = BLANK, message = NOT_BLANK) String>
                        clientId,
        @JsonProperty("client_secret") Optional<@Size(min = 1, max = 500) String> clientSecret,
        Optional<Boolean> enabled,
        Optional<@Valid Provision> provision) {

    private static final String BLANK = "(?s).*\\S.*";
    private static final String NOT_BLANK = "must not be blank";

    /// What the log calls it.
    String act() {
        return enabled.map(on -> on ? "identity_provider.enable" : "identity_provider.disable")
                .orElse("identity_provider.edit");
    }

    /// Whether people are signed out by it.
    boolean ends() {
        return !enabled.orElse(true);
    }

    @Override
    public String toString() {
        return "ProviderEdit[" + act() + "]";
    }
}
