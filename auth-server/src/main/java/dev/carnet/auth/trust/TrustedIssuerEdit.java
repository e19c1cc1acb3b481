package dev.carnet.auth.trust;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.desk.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What is to change of a trusted issuer; what is not named stays. Kind and issuer never change.
///
/// @param status `disabled` ends everything that rests on its word, `active` trusts it again
public record TrustedIssuerEdit(
        Optional<@Size(min = 1, max = 100) String> name,
        @Schema(type = SchemaType.OBJECT, implementation = Object.class) Optional<JsonNode> jwks,
        @JsonProperty("jwks_uri") Optional<@Size(max = 1000) String> jwksUri,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> algorithms,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        @JsonProperty("link_by_email") Optional<Boolean> linkByEmail,
        Optional<@Valid Tenant> tenant,
        Optional<@Size(max = 50) List<@NotNull @Size(max = 500) String>> clients,
        Optional<@Size(max = 8) List<@NotNull @Size(max = 500) String>> audiences,
        Optional<@Size(max = 50) List<@Valid @NotNull WorkloadRule>> rules,
        Optional<@Pattern(regexp = "active|disabled", message = "is active or disabled") String>
                status) {

    /// A member that is not there is read as JSON's null.
    public TrustedIssuerEdit {
        jwks = jwks.filter(node -> !node.isNull());
    }

    /// Disabling is a revocation, and goes alone.
    boolean disables() {
        boolean disables = status.filter(TrustedIssuer.DISABLED::equals).isPresent();
        if (disables && !alone()) {
            throw Refused.field("/status", "is disabled together with other edits");
        }
        return disables;
    }

    private boolean alone() {
        return name.isEmpty()
                && jwks.isEmpty()
                && jwksUri.isEmpty()
                && algorithms.isEmpty()
                && scopes.isEmpty()
                && linkByEmail.isEmpty()
                && tenant.isEmpty()
                && clients.isEmpty()
                && audiences.isEmpty()
                && rules.isEmpty();
    }

    /// What the issuer becomes.
    TrustedIssuerRequest over(TrustedIssuer old) {
        boolean otherKeys = jwks.isPresent() || jwksUri.isPresent();
        return new TrustedIssuerRequest(
                old.kind(),
                name.orElse(old.name()),
                old.issuer(),
                otherKeys ? jwks : old.jwks().map(IssuerKeys::json),
                otherKeys ? jwksUri : old.jwksUri(),
                Optional.of(algorithms.orElse(old.algorithms())),
                Optional.of(scopes.orElse(old.scopes())),
                Optional.of(linkByEmail.orElse(old.linkByEmail())),
                tenant.or(old::tenant),
                Optional.of(clients.orElse(old.clients())),
                Optional.of(audiences.orElse(old.audiences())),
                Optional.of(rules.orElse(old.rules())));
    }
}
