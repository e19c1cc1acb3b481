package dev.carnet.mcp.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Severity;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Optional;

/// What somebody wants of a detector; what is not named stays.
///
/// @param agentId for that agent alone; for the whole workspace when nothing is said
/// @param revoke whether it takes the credential away by itself, whatever the mode
public record DetectorEdit(
        @JsonProperty("agent_id") Optional<@Size(max = 30) String> agentId,
        Optional<Boolean> enabled,
        Optional<@Size(max = 10) String> severity,
        Optional<Number> threshold,
        @JsonProperty("window_seconds") Optional<@Min(1) @Max(86_400) Integer> windowSeconds,
        Optional<Boolean> revoke) {

    Setting setting(Detector detector) {
        if (windowSeconds.isPresent() && detector.window().isZero()) {
            throw Refused.field("/window_seconds", "does not matter to this detector");
        }
        if (revoke.orElse(false) && !detector.mayRevoke()) {
            throw Refused.field("/revoke", "is nothing this detector could do");
        }
        return new Setting(
                enabled,
                severity.map(DetectorEdit::severity),
                threshold.map(given -> threshold(detector, given)),
                windowSeconds.map(Duration::ofSeconds),
                revoke);
    }

    private static double threshold(Detector detector, Number given) {
        double threshold = given.doubleValue();
        if (!(threshold > 0 && threshold <= detector.highest())) {
            throw Refused.field(
                    "/threshold",
                    "is a number above 0, %.0f at most".formatted(detector.highest()));
        }
        return threshold;
    }

    private static Severity severity(String wire) {
        return Severity.of(wire)
                .orElseThrow(() -> Refused.field("/severity", "is info, warning or critical"));
    }
}
