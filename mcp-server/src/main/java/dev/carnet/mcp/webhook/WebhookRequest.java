package dev.carnet.mcp.webhook;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// A destination, as an admin names it.
///
/// @param url https, and one that Carnet may fetch
public record WebhookRequest(@NotBlank @Size(max = 2000) String url) {}
