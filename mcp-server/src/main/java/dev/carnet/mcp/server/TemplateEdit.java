package dev.carnet.mcp.server;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Optional;

/// How a server is brought to what its template says now.
///
/// @param variables those of before when nothing is said
public record TemplateEdit(
        Optional<@Size(max = 20) Map<@NotNull String, @NotNull @Size(max = 500) String>>
                variables) {}
