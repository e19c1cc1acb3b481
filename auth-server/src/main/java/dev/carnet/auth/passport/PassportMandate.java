package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.shared.token.Mandate;
import java.util.List;
import java.util.Optional;

/// What a passport is for, and from whom it comes, as the API shows it.
///
/// @param line the passport it was renewed from first, or itself
/// @param parent the line of the passport it was delegated from
/// @param services these and nothing else; whatever the gateway gives the agent when nothing is
///   said
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PassportMandate(
        String mode,
        @JsonProperty("checkpoint_interval_seconds") Optional<Long> checkpointIntervalSeconds,
        String line,
        Optional<String> parent,
        int depth,
        Optional<List<ServiceForm>> services) {

    static PassportMandate of(String line, Mandate mandate) {
        return new PassportMandate(
                mandate.mode().wire(),
                mandate.interval().map(interval -> interval.toSeconds()),
                line,
                mandate.parent(),
                mandate.depth(),
                mandate.services().map(some -> some.stream().map(ServiceForm::of).toList()));
    }
}
