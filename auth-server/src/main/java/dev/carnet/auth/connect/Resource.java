package dev.carnet.auth.connect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/// What a protected resource says about itself (RFC 9728 §2).
///
/// @param name its own identifier, which tokens are asked for
record Resource(String name, List<String> issuers, List<String> scopes) {

    /// Reads metadata. If they speak for another resource (RFC 9728 §3.3) nothing of them counts,
    /// and no authorization server is guessed instead.
    static Optional<Resource> of(JsonNode json, String url) {
        return Issuer.text(json, "resource")
                .flatMap(name ->
                        name.contains("://") && WellKnown.covers(name, url)
                                ? named(json, name)
                                : Optional.of(new Resource(url, List.of(), List.of())));
    }

    private static Optional<Resource> named(JsonNode json, String name) {
        var issuers =
                Issuer.texts(json, "authorization_servers").stream()
                        .limit(ConnectLimits.ISSUERS)
                        .toList();
        return issuers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Resource(name, issuers, Issuer.texts(json, "scopes_supported")));
    }

    /// The same with the issuer that an operator names, if one does.
    Resource at(String issuer) {
        return issuer.isEmpty() ? this : new Resource(name, List.of(issuer), scopes);
    }

    /// Of a server that has no such metadata: its origin is its issuer, as the first revision of
    /// MCP's authorization had it.
    static Resource bare(String url) {
        return new Resource(url, List.of(WellKnown.origin(url)), List.of());
    }
}
