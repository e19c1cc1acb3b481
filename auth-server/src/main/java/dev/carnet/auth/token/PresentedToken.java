package dev.carnet.auth.token;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenVerdict;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Finds out what a token is that somebody asks about: the hint only says where to look first (RFC
/// 7009 §2.1), so it is not needed, because the kinds cannot be mixed up.
@Singleton
final class PresentedToken {

    private final TokenCheck tokens;
    private final RefreshStore refreshTokens;
    private final FeedPosition feed;
    private final Pool pool;
    private final Clock clock;

    PresentedToken(
            TokenCheck tokens,
            RefreshStore refreshTokens,
            FeedPosition feed,
            Pool pool,
            Clock clock) {
        this.tokens = tokens;
        this.refreshTokens = refreshTokens;
        this.feed = feed;
        this.pool = pool;
        this.clock = clock;
    }

    /// What it turned out to be.
    sealed interface Kind {

        /// A signed token that is in time; whether it was revoked the picture knows.
        record Signed(TokenClaims claims) implements Kind {}

        /// A refresh token, of a grant.
        record Refresh(Grant grant) implements Kind {}

        /// Nothing that is valid here.
        record Nothing() implements Kind {}
    }

    Uni<Kind> find(String token) {
        return token.indexOf('.') >= 0
                ? Uni.createFrom().item(signed(token))
                : refreshTokens
                        .find(pool, OpaqueToken.hash(token))
                        .map(row ->
                                row.<Kind>map(found -> new Kind.Refresh(found.grant()))
                                        .orElseGet(Kind.Nothing::new));
    }

    private Kind signed(String token) {
        Picture picture = feed.picture();
        var now = clock.instant();
        return switch (tokens.checkForAnyAudience(
                token, kid -> picture.verificationKey(kid, now))) {
            case TokenVerdict.Valid valid -> new Kind.Signed(valid.claims());
            case TokenVerdict.Invalid _ -> new Kind.Nothing();
        };
    }
}
