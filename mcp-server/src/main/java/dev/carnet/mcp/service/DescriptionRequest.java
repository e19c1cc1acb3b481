package dev.carnet.mcp.service;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// A description to put in place.
///
/// @param document OpenAPI 3.0 or 3.1, JSON or YAML
public record DescriptionRequest(
        @NotNull @Size(min = 1, max = ServiceLimits.DOCUMENT_CHARACTERS) String document) {}
