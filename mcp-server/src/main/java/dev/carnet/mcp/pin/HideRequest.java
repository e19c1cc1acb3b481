package dev.carnet.mcp.pin;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/// What is not to be offered.
///
/// @param definitions their ids
public record HideRequest(
        @NotNull @NotEmpty @Size(max = 500) List<@NotBlank @Size(max = 100) String> definitions) {}
