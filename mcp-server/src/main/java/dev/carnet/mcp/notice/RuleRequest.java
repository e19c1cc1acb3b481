package dev.carnet.mcp.notice;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/// Who is to be told of what.
///
/// @param severity security events that are at least so severe; `warning` when not named
/// @param kinds kinds of security events, or of gates (`gate.waiting`, `gate.*`) or servers
///   (`server.failing`, `server.rejected`, `server.*`); when not named, every security event
/// @param agents their ids; anybody when not named
/// @param destinations their ids
public record RuleRequest(
        @NotNull @Size(min = 1, max = 100) String name,
        Optional<@Pattern(regexp = "info|warning|critical") String> severity,
        Optional<@Size(max = 50) List<@NotNull @Pattern(regexp = RuleRequest.KIND) String>> kinds,
        Optional<@Size(max = 100) List<@NotBlank @Size(max = 100) String>> agents,
        @NotEmpty @Size(max = 20) List<@NotBlank @Size(max = 100) String> destinations,
        Optional<Boolean> enabled) {

    static final String KIND = "[a-z][a-z0-9_]{0,60}(\\.([a-z0-9_]{1,60}|\\*))?";
}
