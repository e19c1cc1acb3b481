package dev.carnet.mcp.authclient;

import java.util.Optional;

/// Where auth-server is.
///
/// @param issuer what it calls itself: the audience of every assertion
/// @param base where it is reached from here, without a slash at the end
record Address(String issuer, String base) {

    /// Reached as it calls itself, unless the network between the services has another name for it
    /// (`CARNET_ISSUER_INTERNAL`).
    static Address of(String issuer, Optional<String> internal) {
        return new Address(issuer, internal.orElse(issuer));
    }

    /// Where tokens are issued.
    String token() {
        return base + "/token";
    }

    /// Where the REST API begins.
    String api() {
        return base + "/api/v1";
    }

    /// The identifier of the REST API as a resource: the audience of an exchanged token.
    String resource() {
        return issuer + "/api/v1";
    }
}
