package dev.carnet.shared.connection;

import java.util.Optional;

/// What we are called at an authorization server, and what proves it.
///
/// @param method `client_secret_basic`, `client_secret_post` or `none`
public record OurClient(String id, Optional<String> secret, String method) {

    /// Both parts of the pair in the header.
    public static final String BASIC = "client_secret_basic";

    /// The secret in the body.
    public static final String POST = "client_secret_post";

    /// No secret.
    public static final String NONE = "none";

    @Override
    public String toString() {
        return "OurClient[" + id + "]";
    }
}
