package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential.AccessToken;
import dev.carnet.shared.caller.Caller.Credential.Page;
import dev.carnet.shared.caller.Caller.Credential.Passport;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The claims of an exchanged token. It carries everything its original is tied to, the original's
/// `jti` and feed sequence included, so that whatever ends the original ends it too.
@Singleton
public final class ExchangedClaims {

    private final ServiceConfig config;
    private final FeedPosition feed;

    ExchangedClaims(ServiceConfig config, FeedPosition feed) {
        this.config = config;
        this.feed = feed;
    }

    /// The person whose role the caller has, if it has one of a person.
    static Optional<String> person(Caller caller) {
        return switch (caller.credential()) {
            case AccessToken token -> token.grant().map(_ -> caller.subject());
            case Passport passport -> Optional.of(passport.owner());
            case Caller.Credential.Key key ->
                    key.personal() ? Optional.of(key.person()) : Optional.empty();
            case Page page -> Optional.of(page.person());
        };
    }

    /// Who acts with the token, and where and how long it counts.
    ///
    /// @param client whom a token is issued to that was nobody's, a key's for example
    /// @param actors who acts, the current one first
    /// @param rules by which, each with its version
    public record Delegated(
            Client client,
            List<String> actors,
            String audience,
            Duration life,
            List<String> rules) {}

    /// A token for the caller that others act with.
    public TokenClaims of(Caller caller, Delegated delegated, Set<Scope> scopes, Instant now) {
        return claims(
                caller,
                delegated,
                scopes,
                now.truncatedTo(ChronoUnit.SECONDS),
                ties(caller, delegated.client()));
    }

    /// What the original hangs on.
    private record Ties(
            TokenKind kind,
            String jti,
            String client,
            long seq,
            Optional<String> grant,
            Optional<String> key,
            Optional<Passport> passport) {}

    private Ties ties(Caller caller, Client service) {
        Optional<String> none = Optional.empty();
        return switch (caller.credential()) {
            case AccessToken token ->
                    new Ties(
                            kind(token),
                            token.jti(),
                            token.client(),
                            token.seq(),
                            token.grant(),
                            none,
                            Optional.empty());
            case Passport passport ->
                    new Ties(
                            TokenKind.PASSPORT,
                            passport.jti(),
                            service.id(),
                            passport.seq(),
                            none,
                            none,
                            Optional.of(passport));
            case Caller.Credential.Key key ->
                    new Ties(
                            TokenKind.ACCESS,
                            AccessTokens.freshId(),
                            service.id(),
                            feed.now(),
                            none,
                            Optional.of(key.id()),
                            Optional.empty());
            case Page _ -> throw new IllegalStateException("a page has no token to exchange");
        };
    }

    private static TokenKind kind(AccessToken token) {
        return token.grant().isPresent() ? TokenKind.ACCESS : TokenKind.SERVICE;
    }

    private TokenClaims claims(
            Caller caller, Delegated delegated, Set<Scope> scopes, Instant issued, Ties ties) {
        return new TokenClaims(
                config.issuer(),
                delegated.audience(),
                caller.subject(),
                ties.client(),
                ties.jti(),
                issued,
                end(caller, issued.plus(delegated.life())),
                scopes,
                ties.kind(),
                caller.workspace(),
                ties.seq(),
                ties.grant(),
                ties.key(),
                ties.passport().map(Passport::agent),
                ties.passport().map(Passport::owner),
                ties.passport().map(Passport::session).or(caller::issuer),
                ties.passport().map(Passport::intent),
                delegated.actors(),
                Optional.empty(),
                delegated.rules(),
                caller.mandate());
    }

    /// Never longer than the original.
    private static Instant end(Caller caller, Instant otherwise) {
        return caller.credential()
                .expires()
                .filter(end -> end.isBefore(otherwise))
                .orElse(otherwise);
    }
}
