package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.token.Service;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What an agent is sent out for.
///
/// @param summary in words, for people; it travels in the passport and stands in its list
/// @param services slugs of what it will use; a declaration, compared with what it did use, and no
///   authority. All that the passport is for when nothing is said; of a passport for everything
///   that is nothing, and each server it calls is found in its reports
/// @param willDelegate `false` when it will send nobody, and is not to
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Intent(
        @NotBlank @Size(max = 500) String summary,
        Optional<@Size(max = Service.MOST) List<@NotNull @Size(min = 1, max = 64) String>> services,
        @JsonProperty("will_delegate") Optional<Boolean> willDelegate) {

    static Optional<Intent> of(Optional<String> summary, List<String> services) {
        return summary.filter(text -> !text.isEmpty())
                .map(text ->
                        new Intent(
                                text,
                                Optional.of(services).filter(some -> !some.isEmpty()),
                                Optional.empty()));
    }

    List<String> declared() {
        return services.orElse(List.of());
    }
}
