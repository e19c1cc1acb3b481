package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// `grant_type=client_credentials` (RFC 6749 §4.4): only for clients that an admin created for a
/// workspace, only for their own resources and scopes, and without a refresh token.
@Singleton
final class ClientCredentials {

    private final FeedPosition feed;
    private final AccessTokens accessTokens;
    private final Issuing issuing;
    private final ClientPolicies policies;
    private final Resources resources;
    private final Clock clock;

    ClientCredentials(
            FeedPosition feed,
            AccessTokens accessTokens,
            Issuing issuing,
            ClientPolicies policies,
            Resources resources,
            Clock clock) {
        this.feed = feed;
        this.accessTokens = accessTokens;
        this.issuing = issuing;
        this.policies = policies;
        this.resources = resources;
        this.clock = clock;
    }

    /// @param seq how far the feed had been seen before the client was looked up
    Uni<TokenAnswer> grant(Client client, Parameters form, long seq, Visitor visitor) {
        Picture picture = feed.picture();
        if (!client.workspace().filter(picture::open).isPresent()) {
            throw Refusal.invalidGrant("workspace_closed");
        }
        TokenClaims claims =
                accessTokens.ofClient(
                        client,
                        resource(client, form),
                        Scopes.within(client.scopes(), form),
                        seq,
                        clock.instant());
        return policies.demand(claims.workspace(), client, Asking.NEW)
                .chain(() -> issuing.answer("token.issue", claims, Optional.empty(), visitor));
    }

    /// The one the request names; else the default one if it is the client's, else its first.
    private String resource(Client client, Parameters form) {
        String standard =
                client.resources().contains(resources.mcp())
                        ? resources.mcp()
                        : client.resources().getFirst();
        String resource = resources.namedIn(form).orElse(standard);
        if (!client.resources().contains(resource)) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The resource is not one of this client's.");
        }
        return resource;
    }
}
