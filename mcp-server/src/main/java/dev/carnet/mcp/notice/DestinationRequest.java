package dev.carnet.mcp.notice;

import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A destination, as an admin names it: a program or a mail address.
///
/// @param url https, and one that Carnet may fetch
/// @param address a mail address; its owner has to agree, unless it is the caller's own
public record DestinationRequest(
        Optional<@Size(max = 100) String> name,
        Optional<@Size(min = 1, max = 2000) String> url,
        Optional<@Size(min = 1, max = 254) String> address) {}
