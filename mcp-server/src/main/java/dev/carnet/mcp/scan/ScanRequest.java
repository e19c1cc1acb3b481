package dev.carnet.mcp.scan;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What shall be looked through.
///
/// @param content a text, or an object or list that is looked through whole, names included
/// @param source where it comes from, for the log: `email`, `document`, `web`, …
/// @param secrets whether secrets are looked for, too; they are unless this says no
public record ScanRequest(
        @NotNull JsonNode content,
        Optional<@Size(min = 1, max = 100) String> source,
        Optional<Boolean> secrets) {}
