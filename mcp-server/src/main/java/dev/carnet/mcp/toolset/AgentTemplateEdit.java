package dev.carnet.mcp.toolset;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What is to change of a template; what is not named stays.
public record AgentTemplateEdit(
        Optional<@Size(min = 1, max = 100) String> name,
        Optional<@Size(max = 500) List<@NotBlank @Size(max = 100) String>> agents) {

    AgentTemplate over(AgentTemplate old) {
        return new AgentTemplate(
                old.id(),
                name.orElse(old.name()),
                agents.orElse(old.agents()).stream().distinct().toList(),
                old.createdAt(),
                old.version());
    }
}
