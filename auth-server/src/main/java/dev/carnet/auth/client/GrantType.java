package dev.carnet.auth.client;

import java.util.Arrays;
import java.util.Optional;

/// The grants of the token endpoint, by their wire names.
public enum GrantType {
    AUTHORIZATION_CODE("authorization_code"),
    REFRESH_TOKEN("refresh_token"),
    CLIENT_CREDENTIALS("client_credentials"),
    TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange"),
    DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code"),
    JWT_BEARER("urn:ietf:params:oauth:grant-type:jwt-bearer");

    private final String wire;

    GrantType(String wire) {
        this.wire = wire;
    }

    /// The value of `grant_type`.
    public String wire() {
        return wire;
    }

    /// The grant of that wire name.
    public static Optional<GrantType> of(String wire) {
        return Arrays.stream(values()).filter(grant -> grant.wire.equals(wire)).findFirst();
    }
}
