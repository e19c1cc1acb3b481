package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Optional;

/// How a server is registered.
///
/// @param name found out at the address when nothing is said, if that is the URL of an MCP server
/// @param slug made of the name when nothing is said
/// @param transport `http` when nothing is said; `api` is an HTTP service that speaks no MCP
/// @param address its URL, or the name of a stdio server; needed without a template
/// @param authentication none when nothing is said of a server that has a name; else found out
/// @param secret the workspace's key, or the secret of the client that was registered by hand
/// @param template of `/server-templates`, which then owns address, authentication and tools
/// @param variables that the template asks for
public record ServerRequest(
        Optional<
                        @Size(min = 1, max = 100)
                        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") String>
                name,
        Optional<
                        @Pattern(
                                regexp = "[a-z0-9](-?[a-z0-9]){0,31}",
                                message = "is up to 32 lower-case letters, digits and hyphens")
                        String>
                slug,
        Optional<
                        @Pattern(
                                regexp = "http|sse|stdio|api",
                                message = "is http, sse, stdio or api")
                        String>
                transport,
        Optional<@Size(min = 1, max = 2000) String> address,
        Optional<@Valid Authentication> authentication,
        Optional<@Size(min = 1, max = 4096) String> secret,
        Optional<@Valid ServerBounds> limits,
        @JsonProperty("private_allowed") Optional<Boolean> privateAllowed,
        Optional<@Size(min = 1, max = 64) String> template,
        Optional<@Size(max = 20) Map<@NotNull String, @NotNull @Size(max = 500) String>>
                variables) {

    /// Nothing of a secret.
    @Override
    public String toString() {
        return "ServerRequest[" + name.orElse("") + "]";
    }
}
