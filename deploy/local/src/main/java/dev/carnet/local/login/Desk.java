package dev.carnet.local.login;

import dev.carnet.local.home.Home;
import java.nio.file.Path;

/// Which of the two REST APIs somebody signs in to. A token is for one of them only, so each has
/// credentials of its own.
public enum Desk {
    /// People, keys, agents, revocation: auth-server's.
    ISSUER("./carnet login") {
        @Override
        Path credentials(Home home) {
            return home.credentials();
        }
    },
    /// Servers, rules, the record: mcp-server's.
    GATEWAY("./carnet login --gateway") {
        @Override
        Path credentials(Home home) {
            return home.gatewayCredentials();
        }
    };

    private final String login;

    Desk(String login) {
        this.login = login;
    }

    /// Where what a sign-in got is kept.
    abstract Path credentials(Home home);

    /// How to sign in to it.
    String login() {
        return login;
    }
}
