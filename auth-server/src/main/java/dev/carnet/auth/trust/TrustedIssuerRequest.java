package dev.carnet.auth.trust;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How an issuer comes to be trusted.
///
/// @param kind `id-jag` (it says which person asks) or `workload` (it says which program asks)
/// @param jwks its public keys by value
/// @param jwksUri where they are, if not by value; if neither is given, its metadata says where
/// @param algorithms what it may sign with; all that are used here when nothing is said
/// @param scopes the most anything may have on its word; `carnet:read` when nothing is said
/// @param clients of an `id-jag` issuer, through which clients it may vouch; all when nothing is
///   said
/// @param audiences of a `workload` issuer, what `aud` must be; this server's issuer or token
///   endpoint when nothing is said
/// @param rules of a `workload` issuer, the first that fits counts
public record TrustedIssuerRequest(
        @NotNull @Pattern(regexp = "id-jag|workload", message = "is id-jag or workload")
                String kind,
        @NotBlank @Size(max = 100) String name,
        @NotBlank @Size(max = 500) String issuer,
        @Schema(type = SchemaType.OBJECT, implementation = Object.class) Optional<JsonNode> jwks,
        @JsonProperty("jwks_uri") Optional<@Size(max = 1000) String> jwksUri,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> algorithms,
        Optional<@Size(min = 1, max = 8) List<@NotNull String>> scopes,
        @JsonProperty("link_by_email") Optional<Boolean> linkByEmail,
        Optional<@Valid Tenant> tenant,
        Optional<@Size(max = 50) List<@NotNull @Size(max = 500) String>> clients,
        Optional<@Size(max = 8) List<@NotNull @Size(max = 500) String>> audiences,
        Optional<@Size(max = 50) List<@Valid @NotNull WorkloadRule>> rules) {}
