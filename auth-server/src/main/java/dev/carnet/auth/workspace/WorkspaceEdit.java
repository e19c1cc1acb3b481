package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is to change of a workspace; what is not named stays.
///
/// @param requiresSecondFactor whether members without a second factor are given nothing here
/// @param lineSeconds how long a passport of any agent here is renewed at most; it holds from the
///   next renewal on
/// @param unlimitedLine `true` for as long as the deployment lets it
public record WorkspaceEdit(
        Optional<
                        @Size(max = 100)
                        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") String>
                name,
        @JsonProperty("require_second_factor") Optional<Boolean> requiresSecondFactor,
        @JsonProperty("line_seconds") Optional<@Min(60) @Max(2_592_000) Integer> lineSeconds,
        @JsonProperty("unlimited_line") Optional<Boolean> unlimitedLine) {

    /// How people prove themselves is for owners to decide.
    void demandOf(Role role) {
        if (requiresSecondFactor.isPresent() && role != Role.OWNER) {
            throw Refused.role("Only an owner decides whether a second factor is needed.");
        }
    }

    void apply(Workspace workspace) {
        if (lineSeconds.isPresent() && liftsLine()) {
            throw Refused.field("/unlimited_line", "does not go with line_seconds");
        }
        name.ifPresent(it -> workspace.name = it);
        requiresSecondFactor.ifPresent(it -> workspace.requiresSecondFactor = it);
        lineSeconds.ifPresent(it -> workspace.lineSeconds = it);
        if (liftsLine()) {
            workspace.lineSeconds = null;
        }
    }

    private boolean liftsLine() {
        return unlimitedLine.orElse(false);
    }

    /// What the log calls it.
    String act() {
        if (requiresSecondFactor.isPresent()) {
            return "workspace.factor";
        }
        return lineSeconds.isPresent() || liftsLine() ? "workspace.limit" : "workspace.rename";
    }

    /// The event with what changed.
    Event in(Event event) {
        Event named = name.map(it -> event.hide("name", it)).orElse(event);
        return requiresSecondFactor
                .map(needed -> named.with("kind", needed ? "required" : "optional"))
                .orElse(named);
    }
}
