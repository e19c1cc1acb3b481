package dev.carnet.auth.connect;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;

/// Why a connection does not come about: what the person may read, and a reason for the log.
enum Obstacle {
    SERVER("There is no such server that you can connect to, or it is not approved yet."),
    LINK("This link belongs to another session or has become too old. Open the page again."),
    LIMIT("Too many attempts. Try again in a minute."),
    UNKNOWN_ISSUER(
            "The server does not say where its accounts are signed in, or what it says cannot be"
                    + " used: Carnet needs metadata of its authorization server with PKCE (S256) at"
                    + " addresses it may reach. If that is in your own network, whoever runs Carnet"
                    + " has to name its host in CARNET_FETCH_PRIVATE_HOSTS, unless it is the very"
                    + " host of a server that an owner allowed to be private. Else tell whoever"
                    + " runs the server."),
    NO_CLIENT(
            "The server's authorization server registers no clients by itself. An admin of the"
                    + " workspace has to give Carnet a client for it."),
    STATE(
            "This answer does not belong to anything you began here in the last ten minutes. Open"
                    + " the page and connect again."),
    ISSUER("The answer came from another authorization server than the one that was asked."),
    DECLINED("Access was not granted there. Nothing is connected."),
    TOKEN("The authorization server did not give tokens. Try again; if it stays, tell its owner."),
    NOT_READY("Carnet's gateway has not been started yet. Try again when it runs."),
    KEY("A key has 1 to 4000 visible characters without spaces.");

    private final String text;

    Obstacle(String text) {
        this.text = text;
    }

    Refusal refusal() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                text,
                "connect_" + name().toLowerCase(java.util.Locale.ROOT));
    }
}
