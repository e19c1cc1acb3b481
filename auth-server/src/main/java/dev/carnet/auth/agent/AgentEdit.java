package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Service;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is to change of an agent; what is not named stays. What it may do ends its passports when
/// it changes, and goes apart from the rest.
///
/// @param status `suspended` ends its passports and blocks new ones, `active` allows new ones again
/// @param services what its passports may name at most
/// @param allServices `true` for whatever the gateway gives it
/// @param lineSeconds how long one passport of it is renewed at most, whatever it is bound to
/// @param unlimitedLine `true` for as long as the template, the workspace and the deployment let it
/// @param blocked `true` ends its passports until somebody says `false`
/// @param ownerId the member it answers to from now on: what it has ends, and its key; admins say
///   so
public record AgentEdit(
        Optional<@Pattern(regexp = AgentRequest.NAME, message = AgentRequest.NAME_RULE) String>
                name,
        Optional<@Size(max = 256) String> description,
        Optional<@Pattern(regexp = "active|suspended", message = "is active or suspended") String>
                status,
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
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        Optional<@Pattern(regexp = AgentRequest.MODE, message = AgentRequest.MODE_RULE) String>
                mode,
        Optional<@Size(max = Service.MOST) List<@Valid @NotNull ServiceForm>> services,
        @JsonProperty("all_services") Optional<Boolean> allServices,
        @JsonProperty("line_seconds")
                Optional<@Min(60) @Max(AgentEdit.LONGEST_LINE) Integer> lineSeconds,
        @JsonProperty("unlimited_line") Optional<Boolean> unlimitedLine,
        Optional<Boolean> blocked,
        @JsonProperty("owner_id") Optional<@Size(max = 64) String> ownerId) {

    /// The longest that may be said of a line; what the operator of the deployment says is less.
    static final int LONGEST_LINE = 2_592_000;

    /// Suspending is a revocation, and goes alone.
    boolean suspends() {
        boolean suspends = status.filter("suspended"::equals).isPresent();
        if (suspends && (describes() || confines() || blocked.isPresent())) {
            throw Refused.field("/status", "is suspended together with other edits");
        }
        return suspends;
    }

    /// Whether it answers to somebody else, which goes alone.
    boolean handsOver() {
        boolean hands = ownerId.isPresent();
        if (hands && (describes() || confines() || blocked.isPresent() || status.isPresent())) {
            throw Refused.field("/owner_id", "is changed apart from everything else");
        }
        return hands;
    }

    /// Whether what it may do changes, which ends what it has.
    boolean ends() {
        boolean ends = confines() || blocked.orElse(false);
        if (ends && (describes() || status.isPresent())) {
            throw Refused.field("/name", "is changed apart from what the agent may do");
        }
        if (services.isPresent() && allServices.orElse(false)) {
            throw Refused.field("/all_services", "does not go with services");
        }
        if (lineSeconds.isPresent() && liftsLine()) {
            throw Refused.field("/unlimited_line", "does not go with line_seconds");
        }
        return ends;
    }

    /// What the log calls it, where it does not end what the agent has.
    String act() {
        if (blocked.isPresent()) {
            return "agent.unblock";
        }
        return status.isPresent() ? "agent.resume" : "agent.edit";
    }

    /// Names of the consequences that are set.
    Stream<String> steps() {
        return Stream.of(
                        onInfo.map(_ -> "on_info"),
                        onWarning.map(_ -> "on_warning"),
                        onCritical.map(_ -> "on_critical"))
                .flatMap(Optional::stream);
    }

    /// Names of what is set of what it may do.
    Stream<String> bounds() {
        return Stream.of(
                        mode.map(_ -> "mode"),
                        scopes.map(_ -> "scopes"),
                        services.map(_ -> "services"),
                        allServices.filter(all -> all).map(_ -> "services"),
                        lineSeconds.map(_ -> "line_seconds"),
                        unlimitedLine.filter(lifts -> lifts).map(_ -> "line_seconds"))
                .flatMap(Optional::stream);
    }

    /// Whether nothing is said any more of how long its passports are renewed.
    boolean liftsLine() {
        return unlimitedLine.orElse(false);
    }

    private boolean describes() {
        return Stream.of(name, description, onInfo, onWarning, onCritical)
                .anyMatch(Optional::isPresent);
    }

    private boolean confines() {
        return Stream.of(scopes, mode, services, lineSeconds).anyMatch(Optional::isPresent)
                || allServices.orElse(false)
                || liftsLine();
    }
}
