package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A URL to look at.
public record DiscoverRequest(
        @NotNull @Size(min = 1, max = 2000) String address,
        @JsonProperty("private_allowed") Optional<Boolean> privateAllowed) {}
