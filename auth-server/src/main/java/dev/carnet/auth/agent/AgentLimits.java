package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
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

/// What the agents of a template may have at most, whatever each of them is registered with. What
/// is not said limits nothing.
///
/// @param mode how closely they are watched at least
/// @param services what their passports may name at most
/// @param checkpointIntervalSeconds how long they may go without a report at most
/// @param ttlSeconds how long a passport of theirs lives at most
/// @param lineSeconds how long one passport of theirs is renewed at most, then it is asked for anew
/// @param onInfo what becomes of them at least: `none`, `notify`, `revoke` or `block`
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AgentLimits(
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Pattern(regexp = AgentRequest.MODE, message = AgentRequest.MODE_RULE) String>
                mode,
        Optional<@Size(max = Service.MOST) List<@Valid @NotNull ServiceForm>> services,
        @JsonProperty("checkpoint_interval_seconds")
                Optional<@Min(60) @Max(3600) Integer> checkpointIntervalSeconds,
        @JsonProperty("ttl_seconds") Optional<@Min(60) @Max(3600) Integer> ttlSeconds,
        @JsonProperty("line_seconds")
                Optional<@Min(60) @Max(AgentEdit.LONGEST_LINE) Integer> lineSeconds,
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
                        onCritical) {

    /// They limit nothing.
    static final AgentLimits NONE =
            new AgentLimits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    AgentLimits with(
            Optional<List<String>> knownScopes, Optional<List<ServiceForm>> knownServices) {
        return new AgentLimits(
                knownScopes,
                mode,
                knownServices,
                checkpointIntervalSeconds,
                ttlSeconds,
                lineSeconds,
                onInfo,
                onWarning,
                onCritical);
    }
}
