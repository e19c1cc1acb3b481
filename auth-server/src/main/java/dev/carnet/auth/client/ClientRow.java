package dev.carnet.auth.client;

import dev.carnet.auth.client.Client.Standing;
import dev.carnet.shared.token.Scope;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A client as it is administered.
@Entity
@Table(schema = "auth", name = "client")
public class ClientRow {

    @Id
    @Column(name = "client_id")
    String id;

    @Column(name = "workspace_id")
    @Nullable String workspace;

    @Column(name = "name")
    String name;

    @Column(name = "application_type")
    String applicationType;

    @Column(name = "token_endpoint_auth_method")
    String authMethod;

    @Column(name = "redirect_uris")
    String[] redirectUris;

    @Column(name = "grant_types")
    String[] grantTypes;

    @Column(name = "scopes")
    String[] scopes;

    @Column(name = "resources")
    String[] resources;

    @Column(name = "jwks")
    @Nullable String jwks;

    @Column(name = "secret_hash")
    byte @Nullable [] secretMac;

    @Column(name = "jwks_uri")
    @Nullable String jwksUri;

    @Column(name = "dpop_bound")
    boolean dpopBound;

    @Column(name = "pushed_only")
    boolean pushedOnly;

    @Column(name = "profile")
    String profile;

    @Column(name = "refresh_grace_seconds")
    @Nullable Integer refreshGraceSeconds;

    @Column(name = "revoked_at")
    @Nullable Instant revokedAt;

    /// The client, unless it was revoked for everybody.
    Optional<Client> live() {
        return revokedAt == null ? Optional.of(client()) : Optional.empty();
    }

    private Client client() {
        return new Client(
                id,
                Optional.ofNullable(workspace),
                workspace == null ? Standing.STRANGER : Standing.ADMINISTERED,
                name,
                ApplicationType.of(applicationType).orElseThrow(),
                AuthMethod.of(authMethod).orElseThrow(),
                List.of(redirectUris),
                grants(),
                Scope.parse(String.join(" ", scopes)),
                List.of(resources),
                Optional.ofNullable(jwks),
                Optional.ofNullable(secretMac).map(Base64.getEncoder()::encodeToString),
                traits());
    }

    private Traits traits() {
        return new Traits(
                Optional.ofNullable(jwksUri),
                dpopBound,
                pushedOnly,
                Traits.Profile.of(profile).orElseThrow(),
                Optional.ofNullable(refreshGraceSeconds).map(Duration::ofSeconds));
    }

    private Set<GrantType> grants() {
        return Arrays.stream(grantTypes)
                .flatMap(grant -> GrantType.of(grant).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
