package dev.carnet.auth.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.protocol.Refusal;

/// RFC 6749 §5.2.
record ErrorDocument(
        @JsonProperty("error") String error,
        @JsonProperty("error_description") String description) {

    static ErrorDocument of(Refusal refusal) {
        return new ErrorDocument(refusal.code().wire(), refusal.publicText());
    }
}
