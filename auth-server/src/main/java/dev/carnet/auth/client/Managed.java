package dev.carnet.auth.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/// A registration with the way to manage it (RFC 7592 §3). The token is in the answers to who has
/// it already, and nowhere else.
record Managed(
        @JsonUnwrapped Registered registered,
        @JsonProperty("registration_access_token") String token,
        @JsonProperty("registration_client_uri") String uri) {

    @Override
    public String toString() {
        return "Managed[" + registered + "]";
    }
}
