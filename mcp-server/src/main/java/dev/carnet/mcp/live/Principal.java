package dev.carnet.mcp.live;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import java.util.Optional;

/// Who something is bound to that outlives one token: the workspace, the subject, and the grant,
/// client, agent or key it acts by. A refreshed token is the same principal; another client,
/// another key or another workspace is not.
public record Principal(String workspace, String subject, String by) {

    /// The principal of that caller.
    public static Principal of(Caller caller) {
        return new Principal(caller.workspace(), caller.subject(), by(caller.credential()));
    }

    /// The person a call runs for: behind a grant, an agent or a personal key there is one; a
    /// workspace's key or client is nobody, and has nobody's connections.
    public static Optional<String> person(Caller caller) {
        return switch (caller.credential()) {
            case Credential.AccessToken token -> token.grant().map(_ -> caller.subject());
            case Credential.Passport passport -> Optional.of(passport.owner());
            case Credential.Key key ->
                    key.personal() ? Optional.of(key.person()) : Optional.empty();
            case Credential.Page page -> Optional.of(page.person());
        };
    }

    /// Who answers for it, whatever the credential: the person it runs for, or the subject.
    public static String behind(Caller caller) {
        return person(caller).orElse(caller.subject());
    }

    /// One line that no other principal has: ids hold no spaces.
    public String text() {
        return workspace + " " + subject + " " + by;
    }

    private static String by(Credential credential) {
        return switch (credential) {
            case Credential.AccessToken token -> token.grant().orElse(token.client());
            case Credential.Passport passport -> passport.session();
            case Credential.Key key -> key.id();
            case Credential.Page page -> page.person();
        };
    }
}
