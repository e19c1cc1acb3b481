package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.signing.Signer;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The claims of access tokens (RFC 9068 §2.2), and their signature.
@Singleton
public final class AccessTokens {

    private static final Duration SIGN_AGAIN = Duration.ofMillis(100);
    private static final int SIGN_TRIES = 5;

    private final Signer signer;
    private final ServiceConfig config;

    AccessTokens(Signer signer, ServiceConfig config) {
        this.signer = signer;
        this.config = config;
    }

    /// A token of a person through a client.
    public TokenClaims ofGrant(Grant grant, Set<Scope> scopes, long seq, Instant now) {
        return claims(
                TokenKind.ACCESS,
                grant.workspace(),
                grant.person(),
                grant.clientId(),
                grant.resource(),
                scopes,
                Optional.of(grant.id()),
                seq,
                now);
    }

    /// A token of a workspace's own client. Its subject is the client's id, whose prefix no person
    /// has (RFC 9700 §4.15).
    public TokenClaims ofClient(
            Client client, String resource, Set<Scope> scopes, long seq, Instant now) {
        return claims(
                TokenKind.SERVICE,
                client.workspace().orElseThrow(),
                client.id(),
                client.id(),
                resource,
                scopes,
                Optional.empty(),
                seq,
                now);
    }

    private TokenClaims claims(
            TokenKind kind,
            String workspace,
            String subject,
            String clientId,
            String resource,
            Set<Scope> scopes,
            Optional<String> grant,
            long seq,
            Instant now) {
        Instant issued = now.truncatedTo(ChronoUnit.SECONDS);
        return new TokenClaims(
                config.issuer(),
                resource,
                subject,
                clientId,
                freshId(),
                issued,
                issued.plusSeconds(config.accessTokenSeconds()),
                scopes,
                kind,
                workspace,
                seq,
                grant,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /// A fresh `jti`.
    public static String freshId() {
        return Ids.fresh("tok");
    }

    /// Signs. The state behind the token is committed by now, so a picture that is too old for a
    /// moment is waited for.
    public Uni<String> sign(TokenClaims claims) {
        return signer.sign(claims)
                .onFailure(IllegalStateException.class)
                .retry()
                .withBackOff(SIGN_AGAIN)
                .atMost(SIGN_TRIES)
                .onFailure(IllegalStateException.class)
                .transform(_ -> FeedPosition.tooOld());
    }
}
