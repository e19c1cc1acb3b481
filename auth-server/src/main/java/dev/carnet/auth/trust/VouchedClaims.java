package dev.carnet.auth.trust;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.token.AccessTokens;
import dev.carnet.auth.token.Grant;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Ids;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Claims of tokens that rest on an issuer's word. All carry the issuer's id where a passport
/// carries its session, and none lives longer than a few minutes.
@Singleton
final class VouchedClaims {

    private static final Optional<String> NONE = Optional.empty();

    private final ServiceConfig config;
    private final Clock clock;

    VouchedClaims(ServiceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// Who the token is of, and where it counts.
    ///
    /// @param seq how far the feed had been seen before anything was looked up
    record Bearing(TrustedIssuer issuer, String resource, Set<Scope> scopes, long seq) {}

    private record Holder(
            TokenKind kind,
            String subject,
            String client,
            String jti,
            Optional<String> grant,
            Optional<String> agent,
            Optional<String> owner) {}

    /// A person's, through a client.
    TokenClaims ofPerson(Bearing bearing, Grant grant) {
        return claims(
                bearing,
                new Holder(
                        TokenKind.ACCESS,
                        grant.person(),
                        grant.clientId(),
                        AccessTokens.freshId(),
                        Optional.of(grant.id()),
                        NONE,
                        NONE));
    }

    /// A workspace's client's.
    TokenClaims ofClient(Bearing bearing, String client) {
        return claims(
                bearing,
                new Holder(
                        TokenKind.SERVICE,
                        client,
                        client,
                        AccessTokens.freshId(),
                        NONE,
                        NONE,
                        NONE));
    }

    /// An agent's passport.
    TokenClaims ofAgent(Bearing bearing, String agent, String owner) {
        return claims(
                bearing,
                new Holder(
                        TokenKind.PASSPORT,
                        agent,
                        agent,
                        Ids.fresh("psp"),
                        NONE,
                        Optional.of(agent),
                        Optional.of(owner)));
    }

    private TokenClaims claims(Bearing bearing, Holder holder) {
        Instant issued = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Duration life = Duration.ofSeconds(config.accessTokenSeconds());
        return new TokenClaims(
                config.issuer(),
                bearing.resource(),
                holder.subject(),
                holder.client(),
                holder.jti(),
                issued,
                issued.plus(life.compareTo(Limits.VOUCHED_LIFE) < 0 ? life : Limits.VOUCHED_LIFE),
                bearing.scopes(),
                holder.kind(),
                bearing.issuer().workspace(),
                bearing.seq(),
                holder.grant(),
                NONE,
                holder.agent(),
                holder.owner(),
                Optional.of(bearing.issuer().id()),
                NONE,
                List.of(),
                NONE);
    }
}
