package dev.carnet.auth.exchange;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What is to change of a rule; what is not named stays. Client and kind of subject never change.
public record ExchangeRuleEdit(
        Optional<
                        @Size(max = 6) List<
                                @NotNull
                                @Pattern(
                                        regexp = "owner|admin|operator|auditor|member|viewer",
                                        message = "is a role")
                                String>>
                roles,
        Optional<@Size(max = 100) List<@NotNull @Size(min = 1, max = 500) String>> ids,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Size(max = 8) List<@NotNull String>> resources) {

    /// What the rule becomes.
    ExchangeRuleRequest over(ExchangeRule old) {
        return new ExchangeRuleRequest(
                old.clientId(),
                old.subject(),
                Optional.of(roles.orElse(old.roles())),
                Optional.of(ids.orElse(old.ids())),
                Optional.of(scopes.orElse(old.scopes())),
                Optional.of(resources.orElse(old.resources())));
    }
}
