package dev.carnet.mcp.signal;

import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is said about an event that was looked at.
public record ResolveRequest(Optional<@Size(max = 1000) String> remark) {}
