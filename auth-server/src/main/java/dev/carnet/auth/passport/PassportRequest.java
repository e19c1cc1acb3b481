package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Service;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What a passport is asked for with.
///
/// @param ttlSeconds 60 to 3600, and 900 when nothing is said
/// @param scopes at most the agent's and the caller's, and just these when nothing is said
/// @param services at most the agent's, and just these when nothing is said
/// @param mode `standard`, `logged` or `enforced`, never weaker than the agent's
/// @param checkpointIntervalSeconds 60 to 3600, and 300 when nothing is said, where the mode asks
///   for checkpoints
/// @param key the thumbprint (RFC 7638) of the key that it is bound to; that of the DPoP proof, or
///   of the passport it is delegated from, when nothing is said
/// @param resource what it is for (RFC 8707): the MCP endpoint when nothing is said, a server's or
///   toolset's place below it, or a resource server of others that the operator named
public record PassportRequest(
        @JsonProperty("agent_id") @NotNull @Size(max = 64) String agentId,
        @JsonProperty("ttl_seconds") Optional<@Min(60) @Max(3600) Integer> ttlSeconds,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Size(max = Service.MOST) List<@Valid @NotNull ServiceForm>> services,
        Optional<@Valid Intent> intent,
        Optional<
                        @Pattern(
                                regexp = "standard|logged|enforced",
                                message = "is standard, logged or enforced")
                        String>
                mode,
        @JsonProperty("checkpoint_interval_seconds")
                Optional<@Min(60) @Max(3600) Integer> checkpointIntervalSeconds,
        @JsonProperty("dpop_jkt")
                Optional<
                                @Pattern(
                                        regexp = "[A-Za-z0-9_-]{43}",
                                        message = "is the SHA-256 thumbprint of a key")
                                String>
                        key,
        Optional<@Size(min = 1, max = 500) String> resource) {

    /// The same with services that were looked up.
    PassportRequest with(Optional<List<ServiceForm>> resolved) {
        return new PassportRequest(
                agentId,
                ttlSeconds,
                scopes,
                resolved,
                intent,
                mode,
                checkpointIntervalSeconds,
                key,
                resource);
    }

    /// The same for whoever proved that key, if anybody did.
    PassportRequest provenBy(Optional<String> proven) {
        if (proven.isPresent() && key.isPresent() && !proven.equals(key)) {
            throw Refused.field("/dpop_jkt", "is not the key of the DPoP proof");
        }
        return boundTo(key.or(() -> proven));
    }

    /// The same, bound to that key where nothing is said.
    PassportRequest boundTo(Optional<String> usual) {
        return new PassportRequest(
                agentId,
                ttlSeconds,
                scopes,
                services,
                intent,
                mode,
                checkpointIntervalSeconds,
                key.or(() -> usual),
                resource);
    }

    /// The same for that resource.
    PassportRequest at(String meant) {
        return new PassportRequest(
                agentId,
                ttlSeconds,
                scopes,
                services,
                intent,
                mode,
                checkpointIntervalSeconds,
                key,
                Optional.of(meant));
    }

    /// The same for the resource of the passport that it is delegated from, and for no other.
    PassportRequest below(String audience) {
        if (resource.filter(named -> !named.equals(audience)).isPresent()) {
            throw Refused.field(
                    Refusal.SCOPE_ESCALATION,
                    "/passport/resource",
                    "is another than that of the passport it is delegated from");
        }
        return at(audience);
    }

    Optional<Mode> wantedMode() {
        return mode.flatMap(Mode::of);
    }

    /// Whether whoever asks says that they will send nobody.
    boolean alone() {
        return intent.flatMap(Intent::willDelegate).filter(sends -> !sends).isPresent();
    }

    List<String> declared() {
        return intent.map(Intent::declared).orElse(List.of());
    }
}
