package dev.carnet.mcp.toolset;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/// A toolset to be made.
///
/// @param slug its place below the MCP endpoint; it cannot be changed later
public record ToolsetRequest(
        @NotNull
                @Pattern(
                        regexp = "[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?",
                        message = "has 1 to 40 of the characters a-z 0-9 -, none at its ends")
                String slug,
        @NotNull @Size(min = 1, max = 100) String name,
        @NotNull @Size(max = 500) List<@Valid @NotNull Member> members) {}
