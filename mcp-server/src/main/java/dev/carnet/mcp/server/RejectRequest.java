package dev.carnet.mcp.server;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// Why a server is turned down, for whoever registered it.
public record RejectRequest(
        @NotNull
                @Size(min = 1, max = ServerLimits.REASON)
                @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
                String reason) {}
