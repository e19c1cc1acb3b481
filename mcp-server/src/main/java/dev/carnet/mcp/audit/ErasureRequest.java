package dev.carnet.mcp.audit;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// Whose hidden values are to be destroyed.
///
/// @param subject the `sub` of the entries: the id of a person, agent, key or client
/// @param reason on what ground; it enters the log hidden, under whoever asks
public record ErasureRequest(
        @NotBlank @Size(max = 200) @Pattern(regexp = "[!-~]+", message = "is an id") String subject,
        @NotBlank @Size(max = 500) String reason) {}
