package dev.carnet.shared.caller;

import dev.carnet.shared.caller.Caller.Credential.AccessToken;
import dev.carnet.shared.caller.Caller.Credential.Page;
import dev.carnet.shared.caller.Caller.Credential.Passport;
import dev.carnet.shared.caller.Identification.Known;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.Picture.PlacedKey;
import dev.carnet.shared.picture.Ties;
import dev.carnet.shared.picture.Ties.Lines;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The caller that a valid credential stands for, with the role of this moment. The role of a
/// caller is worked out here and nowhere else, so that the check before the act repeats the check
/// at the door.
final class CallerOf {

    private static final Set<Scope> READ = Set.of(Scope.READ);
    private static final Set<Scope> EVERYTHING = Set.copyOf(EnumSet.allOf(Scope.class));

    private CallerOf() {}

    static Identification key(Picture picture, PlacedKey key, Instant now) {
        return known(
                picture,
                new Caller(
                        key.workspace(),
                        subject(key.state()),
                        Role.VIEWER,
                        scopes(key.state()),
                        credential(key.state()),
                        Optional.empty()),
                now);
    }

    static Identification token(Picture picture, TokenClaims claims, Instant now) {
        Optional<PlacedKey> key = claims.key().flatMap(picture::key);
        if (claims.key().isPresent() && key.isEmpty()) {
            return CallerCheck.refused("key_revoked");
        }
        Set<Scope> scopes = EnumSet.copyOf(EVERYTHING);
        scopes.retainAll(claims.scopes());
        key.ifPresent(placed -> scopes.retainAll(scopes(placed.state())));
        var draft =
                new Caller(
                        claims.workspace(),
                        claims.subject(),
                        Role.VIEWER,
                        Set.copyOf(scopes),
                        key.map(placed -> (Caller.Credential) credential(placed.state()))
                                .orElseGet(() -> credential(claims)),
                        claims.actors(),
                        issuer(claims),
                        claims.rules());
        return picture.revocation(claims)
                .<Identification>map(why -> CallerCheck.refused(why).of(draft))
                .orElseGet(() -> known(picture, draft, now));
    }

    /// What a passport calls its session is, in any other token, the issuer that vouched for it.
    private static Optional<String> issuer(TokenClaims claims) {
        return claims.kind() == TokenKind.PASSPORT ? Optional.empty() : claims.session();
    }

    /// The last steps for every kind: nothing it hangs on is gone, it is in time, and there is a
    /// role.
    private static Identification known(Picture picture, Caller draft, Instant now) {
        if (draft.credential().expires().filter(end -> !now.isBefore(end)).isPresent()) {
            return CallerCheck.refused("expired");
        }
        return picture.revocation(ties(draft))
                .<Identification>map(CallerCheck::refused)
                .orElseGet(() ->
                        role(picture, draft)
                                .<Identification>map(role -> new Known(with(draft, role)))
                                .orElseGet(() -> CallerCheck.refused("not_a_member")));
    }

    /// The caller with that role.
    static Caller with(Caller draft, Role role) {
        return new Caller(
                draft.workspace(),
                draft.subject(),
                role,
                draft.scopes(),
                draft.credential(),
                draft.actors(),
                draft.issuer(),
                draft.rules());
    }

    /// The live role behind the credential.
    static Optional<Role> role(Picture picture, Caller caller) {
        return switch (caller.credential()) {
            case AccessToken token ->
                    token.grant().isPresent()
                            ? picture.role(caller.workspace(), caller.subject())
                            : Optional.of(Role.OPERATOR);
            case Passport passport ->
                    picture.role(caller.workspace(), passport.owner())
                            .map(role -> Role.ADMINS.contains(role) ? Role.OPERATOR : role);
            case Caller.Credential.Key key ->
                    key.personal()
                            ? picture.role(caller.workspace(), key.person())
                            : Optional.of(workspaceRole(picture, key));
            case Page page -> picture.role(caller.workspace(), page.person());
        };
    }

    private static Role workspaceRole(Picture picture, Caller.Credential.Key key) {
        return picture.key(key.id()).filter(placed -> placed.state().write()).isPresent()
                ? Role.OPERATOR
                : Role.VIEWER;
    }

    /// What ends the credential before its time.
    static Ties ties(Caller caller) {
        return switch (caller.credential()) {
            case AccessToken token -> ties(caller, token);
            case Passport passport -> ties(caller, passport);
            case Caller.Credential.Key key -> ties(caller, key);
            case Page page -> ties(caller.workspace(), page);
        };
    }

    private static Ties ties(Caller caller, AccessToken token) {
        Optional<String> none = Optional.empty();
        return new Ties(
                caller.workspace(),
                token.seq(),
                Optional.of(token.jti()),
                none,
                caller.issuer(),
                token.grant(),
                none,
                Optional.of(token.client()),
                none,
                token.grant().map(grant -> caller.subject()),
                caller.actors(),
                caller.rules());
    }

    private static Ties ties(Caller caller, Passport passport) {
        Optional<String> none = Optional.empty();
        return new Ties(
                caller.workspace(),
                passport.seq(),
                none,
                Optional.of(passport.jti()),
                Optional.of(passport.session()),
                none,
                none,
                none,
                Optional.of(passport.agent()),
                Optional.of(passport.owner()),
                caller.actors(),
                caller.rules(),
                Lines.of(passport.mandate()));
    }

    private static Ties ties(Caller caller, Caller.Credential.Key key) {
        Optional<String> none = Optional.empty();
        return new Ties(
                caller.workspace(),
                Long.MAX_VALUE,
                none,
                none,
                none,
                none,
                Optional.of(key.id()),
                none,
                none,
                key.personal() ? Optional.of(key.person()) : none,
                caller.actors(),
                caller.rules());
    }

    private static Ties ties(String workspace, Page page) {
        Optional<String> none = Optional.empty();
        var person = Optional.of(page.person());
        return new Ties(
                workspace,
                Long.MAX_VALUE,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                person,
                List.of());
    }

    private static String subject(KeyState key) {
        return key.personal() ? key.person() : key.keyId();
    }

    /// A read key reads; what a write key may do is bounded by its role.
    private static Set<Scope> scopes(KeyState key) {
        return key.write() ? EVERYTHING : READ;
    }

    private static Caller.Credential.Key credential(KeyState key) {
        return new Caller.Credential.Key(
                key.keyId(), key.person(), key.personal(), key.expiresAt());
    }

    private static Caller.Credential credential(TokenClaims claims) {
        return switch (claims.kind()) {
            case ACCESS, SERVICE ->
                    new AccessToken(
                            claims.jti(),
                            claims.clientId(),
                            claims.grant(),
                            claims.seq(),
                            claims.expiresAt());
            case PASSPORT ->
                    new Passport(
                            claims.jti(),
                            claims.agent().orElseThrow(),
                            claims.owner().orElseThrow(),
                            claims.session().orElseThrow(),
                            claims.intent().orElse(""),
                            claims.seq(),
                            claims.expiresAt(),
                            claims.mandate());
        };
    }
}
