package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/// What is at a URL.
///
/// @param found whether an MCP server answers there, or asks who we are
/// @param detail for an operator, when something is missing
/// @param name what it calls itself, of a server that wants no authentication
/// @param era `current`, `earlier` or `first`, of a server that wants no authentication
/// @param authentication what to register it with
/// @param authorization of a server with an authorization server
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Discovered(
        boolean found,
        String detail,
        Optional<String> name,
        Optional<String> transport,
        Optional<String> era,
        Optional<String> version,
        Optional<Authentication> authentication,
        Optional<AuthorizationServer> authorization) {

    /// Where people give us access.
    ///
    /// @param registration how Carnet becomes a client there: `document` (it takes the URL of a
    ///   document), `dynamic` (RFC 7591), or `manual`
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AuthorizationServer(
            String issuer,
            @JsonProperty("authorization_endpoint") String authorizationEndpoint,
            @JsonProperty("token_endpoint") String tokenEndpoint,
            @JsonProperty("registration_endpoint") Optional<String> registrationEndpoint,
            @JsonProperty("revocation_endpoint") Optional<String> revocationEndpoint,
            String registration,
            List<String> scopes) {}

    static Discovered nothing(String detail) {
        return new Discovered(
                false,
                detail,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
