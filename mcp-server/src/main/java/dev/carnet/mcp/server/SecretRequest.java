package dev.carnet.mcp.server;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// Another secret, in place of the one that is kept.
public record SecretRequest(@NotNull @Size(min = 1, max = 4096) String secret) {

    /// Nothing of it.
    @Override
    public String toString() {
        return "SecretRequest";
    }
}
