package dev.carnet.auth.trust;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// Which member an issuer means by a subject.
public record AccountLinkRequest(
        @JsonProperty("issuer_id") @NotBlank @Size(max = 100) String issuerId,
        @NotBlank @Size(max = 255) String subject,
        @JsonProperty("person_id") @NotBlank @Size(max = 100) String personId) {}
