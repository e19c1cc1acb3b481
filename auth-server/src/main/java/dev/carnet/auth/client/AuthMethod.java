package dev.carnet.auth.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a client proves itself at the token endpoint (RFC 7591 §2, OpenID Connect Core §9).
public enum AuthMethod {
    NONE,
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    PRIVATE_KEY_JWT;

    /// The value of `token_endpoint_auth_method`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The method of that wire name.
    public static Optional<AuthMethod> of(String wire) {
        return Arrays.stream(values()).filter(method -> method.wire().equals(wire)).findFirst();
    }

    /// Whether the client holds a secret; it may then send it in the header or in the body, as real
    /// clients do whatever they registered.
    public boolean hasSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }
}
