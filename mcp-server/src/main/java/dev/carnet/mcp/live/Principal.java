package dev.carnet.mcp.live;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;

/// Who something is bound to that outlives one token: the workspace, the subject, and the grant,
/// client, agent or key it acts by. A refreshed token is the same principal; another client,
/// another key or another workspace is not.
public record Principal(String workspace, String subject, String by) {

    /// The principal of that caller.
    public static Principal of(Caller caller) {
        return new Principal(caller.workspace(), caller.subject(), by(caller.credential()));
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
