package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.shared.token.Service;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What an agent is registered with.
///
/// @param templateId the template that it is made from: it takes from there what is not said here,
///   gets what is assigned to it, and is never more than it; operators make such agents
/// @param scopes the most its passports may have; `carnet:read` when nothing is said
/// @param mode how closely it is watched; `standard` when nothing is said
/// @param services what its passports may name at most; whatever the gateway gives it when nothing
///   is said
/// @param onInfo what becomes of it at a finding that is none but information: `none` when nothing
///   is said
/// @param onWarning `notify` when nothing is said
/// @param onCritical `block` when nothing is said
/// @param lineSeconds how long one passport of it is renewed at most; when nothing is said, as long
///   as the workspace and the deployment let it
public record AgentRequest(
        @NotNull @Pattern(regexp = AgentRequest.NAME, message = AgentRequest.NAME_RULE) String name,
        Optional<@Size(max = 256) String> description,
        @JsonProperty("template_id") Optional<@Size(max = 64) String> templateId,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Pattern(regexp = AgentRequest.MODE, message = AgentRequest.MODE_RULE) String>
                mode,
        Optional<@Size(max = Service.MOST) List<@Valid @NotNull ServiceForm>> services,
        @JsonProperty("on_info")
                Optional<
                                @Pattern(
                                        regexp = AgentRequest.STEP,
                                        message = AgentRequest.STEP_RULE)
                                String>
                        onInfo,
        @JsonProperty("on_warning")
                Optional<
                                @Pattern(
                                        regexp = AgentRequest.STEP,
                                        message = AgentRequest.STEP_RULE)
                                String>
                        onWarning,
        @JsonProperty("on_critical")
                Optional<
                                @Pattern(
                                        regexp = AgentRequest.STEP,
                                        message = AgentRequest.STEP_RULE)
                                String>
                        onCritical,
        @JsonProperty("line_seconds")
                Optional<@Min(60) @Max(AgentEdit.LONGEST_LINE) Integer> lineSeconds) {

    /// The same with services that were looked up.
    AgentRequest with(Optional<List<ServiceForm>> resolved) {
        return new AgentRequest(
                name,
                description,
                templateId,
                scopes,
                mode,
                resolved,
                onInfo,
                onWarning,
                onCritical,
                lineSeconds);
    }

    static final String NAME = "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?";
    static final String MODE = "standard|logged|enforced";
    static final String MODE_RULE = "is standard, logged or enforced";
    static final String STEP = "none|notify|revoke|block";
    static final String STEP_RULE = "is none, notify, revoke or block";
    static final String NAME_RULE = "is 1 to 64 lower-case letters, digits and inner hyphens";
}
