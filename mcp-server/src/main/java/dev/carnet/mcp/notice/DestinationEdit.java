package dev.carnet.mcp.notice;

import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is to change of a destination; what is not named stays. Where it is does not change:
/// another place would have to prove anew that it wants to be told.
public record DestinationEdit(Optional<@Size(max = 100) String> name, Optional<Boolean> enabled) {}
