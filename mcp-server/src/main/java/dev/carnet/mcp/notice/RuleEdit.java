package dev.carnet.mcp.notice;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What is to change of a rule; what is not named stays.
public record RuleEdit(
        Optional<@Size(min = 1, max = 100) String> name,
        Optional<@Pattern(regexp = "info|warning|critical") String> severity,
        Optional<@Size(max = 50) List<@NotNull @Pattern(regexp = RuleRequest.KIND) String>> kinds,
        Optional<@Size(max = 100) List<@NotBlank @Size(max = 100) String>> agents,
        Optional<@Size(min = 1, max = 20) List<@NotBlank @Size(max = 100) String>> destinations,
        Optional<Boolean> enabled) {

    Rule over(Rule old) {
        return new Rule(
                old.id(),
                name.orElse(old.name()),
                severity.orElse(old.severity()),
                once(kinds.orElse(old.kinds())),
                once(agents.orElse(old.agents())),
                once(destinations.orElse(old.destinations())),
                enabled.orElse(old.enabled()),
                old.createdAt(),
                old.version());
    }

    /// The edited rule without what it had before: that was known then, and may have gone since.
    Rule said(Rule edited) {
        return new Rule(
                edited.id(),
                edited.name(),
                edited.severity(),
                kinds.isPresent() ? edited.kinds() : List.of(),
                agents.isPresent() ? edited.agents() : List.of(),
                edited.destinations(),
                edited.enabled(),
                edited.createdAt(),
                edited.version());
    }

    private static List<String> once(List<String> texts) {
        return texts.stream().distinct().toList();
    }
}
