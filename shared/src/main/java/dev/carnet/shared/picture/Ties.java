package dev.carnet.shared.picture;

import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import java.util.ArrayList;
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
/// @param lines of a passport
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
        List<String> rules,
        Lines lines) {

    /// Where a passport stands among those that were delegated and renewed.
    ///
    /// @param passports lines it belongs to or comes from; it ends with any of them
    /// @param agents who delegated it
    /// @param owners whose agents these are
    public record Lines(List<String> passports, List<String> agents, List<String> owners) {

        /// Of what comes from no other.
        public static final Lines NONE = new Lines(List.of(), List.of(), List.of());

        /// Of a passport with that mandate.
        public static Lines of(Mandate mandate) {
            var passports = new ArrayList<String>();
            mandate.line().ifPresent(passports::add);
            mandate.chain().forEach(one -> passports.add(one.passport()));
            return new Lines(
                    List.copyOf(passports),
                    mandate.chain().stream().map(Mandate.Ancestor::agent).distinct().toList(),
                    mandate.chain().stream().map(Mandate.Ancestor::owner).distinct().toList());
        }
    }

    /// Ties of what comes from no other passport.
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
            List<String> actors,
            List<String> rules) {
        this(
                workspace,
                seq,
                token,
                passport,
                session,
                grant,
                key,
                client,
                agent,
                person,
                actors,
                rules,
                Lines.NONE);
    }

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
                claims.rules(),
                Lines.of(claims.mandate()));
    }

    /// Of a token that was got for a key, the person whose personal key it is.
    private static Optional<String> person(TokenClaims claims) {
        return switch (claims.kind()) {
            case ACCESS ->
                    Optional.of(claims.subject())
                            .filter(it -> claims.key().isEmpty() || it.startsWith("prs_"));
            case PASSPORT -> claims.owner();
            case SERVICE -> Optional.empty();
        };
    }
}
