package dev.carnet.auth.device;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a device is told (RFC 8628 §3.2).
record DeviceAnswer(
        @JsonProperty("device_code") String deviceCode,
        @JsonProperty("user_code") String userCode,
        @JsonProperty("verification_uri") String verificationUri,
        @JsonProperty("verification_uri_complete") String verificationUriComplete,
        @JsonProperty("expires_in") long expiresInSeconds,
        @JsonProperty("interval") int intervalSeconds) {

    @Override
    public String toString() {
        return "DeviceAnswer[" + verificationUri + "]";
    }
}
