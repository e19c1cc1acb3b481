package dev.carnet.mcp.watch;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;

/// Whom counts are kept of: one credential, however often it is renewed, or all of one agent.
///
/// @param name the line of a passport, the id of a grant or key, or who it is otherwise; or the
///   agent
record Whose(String workspace, String name) {

    /// Whoever acts, with whatever passport: an agent could ask for another one after each call.
    static Whose acts(Caller caller) {
        return caller.credential() instanceof Credential.Passport passport
                ? new Whose(caller.workspace(), passport.agent())
                : of(caller);
    }

    static Whose of(Caller caller) {
        return new Whose(caller.workspace(), name(caller));
    }

    private static String name(Caller caller) {
        return switch (caller.credential()) {
            case Credential.Passport passport -> passport.mandate().line().orElse(passport.jti());
            case Credential.AccessToken token -> token.grant().orElse(token.client());
            case Credential.Key key -> key.id();
            case Credential.Page page -> page.person();
        };
    }
}
