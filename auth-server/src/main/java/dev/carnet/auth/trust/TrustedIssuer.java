package dev.carnet.auth.trust;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.token.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An issuer as it is trusted, and as the API shows it.
///
/// @param kind `id-jag` or `workload`
/// @param issuer its identifier, compared character by character with `iss`
/// @param jwks its public keys by value; else they are fetched from `jwks_uri`, else found by
///   discovery below the issuer
/// @param algorithms what it may sign with
/// @param scopes the most anything may have that rests on its word
/// @param linkByEmail whether an unknown subject is linked to the member with its e-mail address
/// @param clients which clients it may vouch through; all when empty
/// @param audiences what a workload's `aud` must be, when not this server
/// @param rules which workloads are what
/// @param status `active` or `disabled`
/// @param version counts its changes, for `If-Match`
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TrustedIssuer(
        @JsonIgnore String workspace,
        String id,
        String kind,
        String name,
        String issuer,
        Optional<String> jwks,
        @JsonProperty("jwks_uri") Optional<String> jwksUri,
        List<String> algorithms,
        List<String> scopes,
        @JsonProperty("link_by_email") boolean linkByEmail,
        Optional<Tenant> tenant,
        List<String> clients,
        List<String> audiences,
        List<WorkloadRule> rules,
        String status,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    static final String ACTIVE = "active";
    static final String DISABLED = "disabled";

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    @JsonIgnore
    boolean isActive() {
        return status.equals(ACTIVE);
    }

    /// The same with that status.
    TrustedIssuer with(String otherStatus) {
        return new TrustedIssuer(
                workspace,
                id,
                kind,
                name,
                issuer,
                jwks,
                jwksUri,
                algorithms,
                scopes,
                linkByEmail,
                tenant,
                clients,
                audiences,
                rules,
                otherStatus,
                createdAt,
                version);
    }

    /// Its bound as scopes.
    Set<Scope> most() {
        return Scope.parse(String.join(" ", scopes));
    }

    /// Whether it may vouch through that client.
    boolean vouchesThrough(String clientId, Optional<String> clientsWorkspace) {
        return (clients.isEmpty() || clients.contains(clientId))
                && clientsWorkspace.map(workspace::equals).orElse(true);
    }
}
