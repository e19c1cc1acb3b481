package dev.carnet.mcp.toolset;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// What is to change of a toolset; what is not named stays.
public record ToolsetEdit(
        Optional<@Size(min = 1, max = 100) String> name,
        Optional<@Size(max = 500) List<@Valid @NotNull Member>> members) {

    Toolset over(Toolset old) {
        return new Toolset(
                old.id(),
                old.slug(),
                name.orElse(old.name()),
                members.orElse(old.members()),
                old.endpoint(),
                old.createdAt(),
                old.version());
    }
}
