package dev.carnet.auth.passport;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// A passport that is to be renewed.
public record Renewal(@NotNull @Size(max = 8192) String token) {}
