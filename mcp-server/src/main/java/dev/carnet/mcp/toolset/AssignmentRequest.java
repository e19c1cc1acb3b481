package dev.carnet.mcp.toolset;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// Who is to get a toolset.
///
/// @param type `agent`, `template`, `role` or `person`
/// @param target the id, or the role's name
public record AssignmentRequest(
        @NotNull
                @Pattern(
                        regexp = "agent|template|role|person",
                        message = "is agent, template, role or person")
                String type,
        @NotBlank @Size(max = 100) String target) {}
