package dev.carnet.mcp.notice;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// The code that was mailed to a destination.
public record CodeRequest(@NotBlank @Size(max = 100) String code) {}
