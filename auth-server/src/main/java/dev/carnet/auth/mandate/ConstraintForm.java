package dev.carnet.auth.mandate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Constraint;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What must hold of the arguments.
///
/// @param path into them, with dots: `channel`, `body.channel`, `items.0.id`
/// @param values one, and for `in` several
/// @param optional whether it holds where there is no such part
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ConstraintForm(
        @NotNull @Size(min = 1, max = 200) String path,
        @NotNull
                @Pattern(
                        regexp = "eq|in|matches|starts_with",
                        message = "is eq, in, matches or starts_with")
                String op,
        @NotNull @Size(min = 1, max = Constraint.MOST)
                List<@NotNull @Size(max = 500) String> values,
        Optional<Boolean> optional) {

    static ConstraintForm of(Constraint constraint) {
        return new ConstraintForm(
                constraint.path(),
                constraint.op().wire(),
                constraint.values(),
                Optional.of(constraint.optional()).filter(yes -> yes));
    }

    Constraint constraint() {
        Constraint.Op compared = Constraint.Op.of(op).orElseThrow();
        if (compared != Constraint.Op.IN && values.size() != 1) {
            throw Refused.field("/services", "have a constraint of several values that is not in");
        }
        return new Constraint(path, compared, values, optional.orElse(false));
    }
}
