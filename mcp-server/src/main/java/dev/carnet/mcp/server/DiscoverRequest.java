package dev.carnet.mcp.server;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// A URL to look at.
public record DiscoverRequest(@NotNull @Size(min = 1, max = 2000) String url) {}
