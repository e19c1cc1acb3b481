package dev.carnet.auth.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.policy.Rule.Kind;
import dev.carnet.auth.policy.Rule.Target;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.desk.Refused;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A rule, and whom it is about: a client, a domain, or (when neither is named) all others.
///
/// @param domain a host of redirect URIs or metadata documents, with everything below it;
///   `localhost` for programs on people's own machines
/// @param stance `sanctioned`, `unauthorized` or `blocked`
/// @param refreshGraceSeconds how long a spent refresh token gets the same successor; as long as
///   everywhere when nothing is said
public record PolicyRequest(
        @JsonProperty("client_id") Optional<@Size(min = 1, max = 2000) String> clientId,
        Optional<@Size(min = 1, max = 253) String> domain,
        @NotNull
                @Pattern(
                        regexp = "sanctioned|unauthorized|blocked",
                        message = "is sanctioned, unauthorized or blocked")
                String stance,
        @JsonProperty("refresh_grace_seconds")
                Optional<@Min(0) @Max(Limits.REFRESH_GRACE_MAX_SECONDS) Integer>
                        refreshGraceSeconds) {

    Target target() {
        if (clientId.isPresent() && domain.isPresent()) {
            throw Refused.field("/domain", "cannot stand beside a client_id");
        }
        return clientId.map(id -> new Target(Kind.CLIENT, id))
                .or(() -> domain.map(PolicyRequest::domain))
                .orElse(Target.DEFAULT);
    }

    private static Target domain(String name) {
        return Domain.of(name)
                .map(domain -> new Target(Kind.DOMAIN, domain.name()))
                .orElseThrow(() ->
                        Refused.field(
                                "/domain",
                                "is a domain name without scheme, port or wildcard; other"
                                        + " alphabets in their xn-- form"));
    }

    Stance parsedStance() {
        return Stance.of(stance).orElseThrow();
    }
}
