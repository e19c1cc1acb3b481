package dev.carnet.auth.agent;

import dev.carnet.shared.desk.Refused;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is to change of an agent; what is not named stays.
///
/// @param status `suspended` ends its passports and blocks new ones, `active` allows new ones again
public record AgentEdit(
        Optional<@Pattern(regexp = AgentRequest.NAME, message = AgentRequest.NAME_RULE) String>
                name,
        Optional<@Size(max = 256) String> description,
        Optional<@Pattern(regexp = "active|suspended", message = "is active or suspended") String>
                status) {

    /// Suspending is a revocation, and goes alone.
    boolean suspends() {
        boolean suspends = status.filter("suspended"::equals).isPresent();
        if (suspends && (name.isPresent() || description.isPresent())) {
            throw Refused.field("/status", "is suspended together with other edits");
        }
        return suspends;
    }
}
