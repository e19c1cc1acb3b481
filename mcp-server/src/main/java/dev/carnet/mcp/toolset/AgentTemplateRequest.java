package dev.carnet.mcp.toolset;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/// Agents that are set up alike.
///
/// @param agents their ids
public record AgentTemplateRequest(
        @NotNull @Size(min = 1, max = 100) String name,
        @NotNull @Size(max = 500) List<@NotBlank @Size(max = 100) String> agents) {}
