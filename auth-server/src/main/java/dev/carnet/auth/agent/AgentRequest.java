package dev.carnet.auth.agent;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What an agent is registered with.
///
/// @param scopes the most its passports may have; `carnet:read` when nothing is said
public record AgentRequest(
        @NotNull @Pattern(regexp = AgentRequest.NAME, message = AgentRequest.NAME_RULE) String name,
        Optional<@Size(max = 256) String> description,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes) {

    static final String NAME = "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?";
    static final String NAME_RULE = "is 1 to 64 lower-case letters, digits and inner hyphens";
}
