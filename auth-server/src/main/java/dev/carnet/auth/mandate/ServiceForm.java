package dev.carnet.auth.mandate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Service;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// A service as the API shows it and takes it.
///
/// @param id of a server or a toolset, or `carnet` for Carnet's own tools; their slug will do
/// @param name the slug; what is said here is not looked at
/// @param scopes `read`, `write`, `destructive`; all that may be given when nothing is said
/// @param tools names at the service; everything when nothing is said
/// @param mode `proxy`, or `direct` where the agent may be handed the credential itself
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ServiceForm(
        @NotNull @Size(min = 1, max = 64) String id,
        Optional<@Size(max = 64) String> name,
        Optional<
                        @Size(min = 1, max = 3) List<
                                @NotNull
                                @Pattern(
                                        regexp = "read|write|destructive",
                                        message = "is read, write or destructive")
                                String>>
                scopes,
        Optional<
                        @Size(min = 1, max = Service.MOST_TOOLS) List<
                                @NotNull @Size(min = 1, max = 200) String>>
                tools,
        Optional<@Size(max = Constraint.MOST) List<@Valid @NotNull ConstraintForm>> constraints,
        Optional<@Pattern(regexp = "proxy|direct", message = "is proxy or direct") String> mode) {

    /// A service, shown.
    public static ServiceForm of(Service service) {
        return new ServiceForm(
                service.id(),
                Optional.of(service.name()),
                Optional.of(List.copyOf(service.scopes())),
                service.tools().map(List::copyOf),
                Optional.of(service.constraints())
                        .filter(some -> !some.isEmpty())
                        .map(some -> some.stream().map(ConstraintForm::of).toList()),
                Optional.of(service.direct() ? "direct" : "proxy"));
    }

    boolean direct() {
        return mode.filter("direct"::equals).isPresent();
    }

    List<Constraint> demands() {
        return constraints.orElse(List.of()).stream().map(ConstraintForm::constraint).toList();
    }
}
