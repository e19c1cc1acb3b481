package dev.carnet.mcp.connection;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import java.util.Optional;

/// The person a call runs for: behind a grant, an agent or a personal key there is one; a
/// workspace's key or client is nobody, and has nobody's connections.
final class PersonOf {

    private PersonOf() {}

    static Optional<String> caller(Caller caller) {
        return switch (caller.credential()) {
            case Credential.AccessToken token -> token.grant().map(_ -> caller.subject());
            case Credential.Passport passport -> Optional.of(passport.owner());
            case Credential.Key key ->
                    key.personal() ? Optional.of(key.person()) : Optional.empty();
            case Credential.Page page -> Optional.of(page.person());
        };
    }
}
