package dev.carnet.shared.picture;

import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import java.util.List;
import java.util.Optional;

/// What a credential hangs on: when one of these is taken away, it ends.
///
/// @param seq the feed number its issuer had seen
/// @param passport the jti of a passport; `token` is the jti of any other token
/// @param session the session of a passport; of any other token the trusted issuer it came by
/// @param person the member it speaks for, or whose agent it is
/// @param actors clients, agents and people who act for the subject
/// @param rules exchange rules it was given by, each with its version
public record Ties(
        String workspace,
        long seq,
        Optional<String> token,
        Optional<String> passport,
        Optional<String> session,
        Optional<String> grant,
        Optional<String> key,
        Optional<String> client,
        Optional<String> agent,
        Optional<String> person,
        List<String> actors,
        List<String> rules) {

    /// Ties of what was not exchanged.
    public Ties(
            String workspace,
            long seq,
            Optional<String> token,
            Optional<String> passport,
            Optional<String> session,
            Optional<String> grant,
            Optional<String> key,
            Optional<String> client,
            Optional<String> agent,
            Optional<String> person,
            List<String> actors) {
        this(
                workspace, seq, token, passport, session, grant, key, client, agent, person, actors,
                List.of());
    }

    /// The ties of a token.
    public static Ties of(TokenClaims claims) {
        boolean passport = claims.kind() == TokenKind.PASSPORT;
        return new Ties(
                claims.workspace(),
                claims.seq(),
                passport ? Optional.empty() : Optional.of(claims.jti()),
                passport ? Optional.of(claims.jti()) : Optional.empty(),
                claims.session(),
                claims.grant(),
                claims.key(),
                passport ? Optional.empty() : Optional.of(claims.clientId()),
                claims.agent(),
                person(claims),
                claims.actors(),
                claims.rules());
    }

    private static Optional<String> person(TokenClaims claims) {
        return switch (claims.kind()) {
            case ACCESS ->
                    claims.key().isPresent() ? Optional.empty() : Optional.of(claims.subject());
            case PASSPORT -> claims.owner();
            case SERVICE -> Optional.empty();
        };
    }
}
