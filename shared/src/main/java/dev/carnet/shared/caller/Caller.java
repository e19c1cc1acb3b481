package dev.carnet.shared.caller;

import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who makes this request, with the role and scopes of this very moment.
///
/// @param subject the person, agent or client the call runs for
/// @param role the live role: the person's; for an agent and a personal key the owner's, for an
///   agent at most `operator`; a workspace key acts as `operator` (write) or `viewer` (read); a
///   workspace's client as `operator`
/// @param scopes what the credential allows; `role` bounds it further
/// @param credential which kind of credential it was, and the ids revocation works on
/// @param actors who acts for the subject, if somebody does (`act`), the current one first
/// @param issuer the trusted issuer that a token without a passport was given on the word of
/// @param rules the exchange rules it was given by, each with its version
public record Caller(
        String workspace,
        String subject,
        Role role,
        Set<Scope> scopes,
        Credential credential,
        List<String> actors,
        Optional<String> issuer,
        List<String> rules) {

    /// A caller whose token was not exchanged by a rule.
    public Caller(
            String workspace,
            String subject,
            Role role,
            Set<Scope> scopes,
            Credential credential,
            List<String> actors,
            Optional<String> issuer) {
        this(workspace, subject, role, scopes, credential, actors, issuer, List.of());
    }

    /// A caller that no other issuer vouched for.
    public Caller(
            String workspace,
            String subject,
            Role role,
            Set<Scope> scopes,
            Credential credential,
            Optional<String> actor) {
        this(
                workspace,
                subject,
                role,
                scopes,
                credential,
                actor.stream().toList(),
                Optional.empty());
    }

    /// What the passport is for, if it is one.
    public Mandate mandate() {
        return credential instanceof Credential.Passport passport
                ? passport.mandate()
                : Mandate.NONE;
    }

    /// This caller and, for a delegated passport, every agent that delegated it, as if it called
    /// with the same credential: what one of them may not have, nobody below it may.
    public List<Caller> lineage() {
        if (!(credential instanceof Credential.Passport passport)) {
            return List.of(this);
        }
        return Stream.concat(
                        Stream.of(this),
                        passport.mandate().chain().stream().map(one -> as(passport, one)))
                .toList();
    }

    private Caller as(Credential.Passport passport, Mandate.Ancestor ancestor) {
        return new Caller(
                workspace,
                ancestor.agent(),
                role,
                scopes,
                new Credential.Passport(
                        passport.jti(),
                        ancestor.agent(),
                        ancestor.owner(),
                        passport.session(),
                        passport.intent(),
                        passport.seq(),
                        passport.expiresAt(),
                        passport.mandate()),
                actors,
                issuer,
                rules);
    }

    /// Who acts for the subject right now, if anybody does.
    public Optional<String> actor() {
        return actors.stream().findFirst();
    }

    /// The credential behind a request. `expiresAt` is when it ends by itself.
    public sealed interface Credential {

        /// When the credential ends by itself, if it does.
        Optional<Instant> expires();

        /// An access token of a person through a client, or of a workspace's client (then without
        /// grant).
        record AccessToken(
                String jti, String client, Optional<String> grant, long seq, Instant expiresAt)
                implements Credential {
            @Override
            public Optional<Instant> expires() {
                return Optional.of(expiresAt);
            }
        }

        /// A passport of an agent.
        ///
        /// @param mandate what it is for, which the gateway holds it to
        record Passport(
                String jti,
                String agent,
                String owner,
                String session,
                String intent,
                long seq,
                Instant expiresAt,
                Mandate mandate)
                implements Credential {

            /// One that nothing more was said about.
            public Passport(
                    String jti,
                    String agent,
                    String owner,
                    String session,
                    String intent,
                    long seq,
                    Instant expiresAt) {
                this(jti, agent, owner, session, intent, seq, expiresAt, Mandate.NONE);
            }

            @Override
            public Optional<Instant> expires() {
                return Optional.of(expiresAt);
            }
        }

        /// An API key; `person` is its owner or creator.
        record Key(String id, String person, boolean personal, Optional<Instant> expires)
                implements Credential {}

        /// The session of a page, with its CSRF token proven.
        record Page(String person) implements Credential {
            @Override
            public Optional<Instant> expires() {
                return Optional.empty();
            }
        }
    }
}
