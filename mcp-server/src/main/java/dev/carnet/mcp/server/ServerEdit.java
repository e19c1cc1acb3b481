package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is to change of a server; what is not named stays. Another address, transport or
/// authentication has to be approved before anything is called.
public record ServerEdit(
        Optional<@Size(min = 1, max = 100) String> name,
        Optional<
                        @Pattern(
                                regexp = "http|sse|stdio|api",
                                message = "is http, sse, stdio or api")
                        String>
                transport,
        Optional<@Size(min = 1, max = 2000) String> address,
        Optional<@Valid Authentication> authentication,
        Optional<@Valid ServerBounds> limits,
        @JsonProperty("private_allowed") Optional<Boolean> privateAllowed) {}
