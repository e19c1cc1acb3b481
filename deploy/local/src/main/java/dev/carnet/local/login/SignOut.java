package dev.carnet.local.login;

import dev.carnet.local.home.Home;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Signing out: the server ends the grant (RFC 7009), and only then is forgotten what it gave, so
/// that nothing lives on that nobody here knows of any more.
public final class SignOut {

    private final Http http = new Http();
    private final Home home;

    /// Of what was signed in to in that home.
    public SignOut(Home home) {
        this.home = home;
    }

    /// Ends the sign-ins at both desks, and answers where they were. The lock is the one of who
    /// refreshes: a token that came meanwhile would be left behind.
    public String end() throws IOException {
        List<Desk> desks =
                Stream.of(Desk.values())
                        .filter(desk -> Files.exists(desk.credentials(home)))
                        .toList();
        if (desks.isEmpty()) {
            throw new Refused("nobody is signed in here");
        }
        String issuer = "";
        for (Desk desk : desks) {
            issuer = end(desk);
        }
        return issuer;
    }

    private String end(Desk desk) throws IOException {
        var lock = home.folder().resolve(desk.credentials(home).getFileName() + ".lock");
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var known = Credentials.read(home, desk);
            revoke(known);
            Files.deleteIfExists(desk.credentials(home));
            return known.issuer();
        }
    }

    private void revoke(Credentials known) throws IOException {
        var endpoint =
                ServerMetadata.of(known.issuer(), http)
                        .revocation()
                        .orElseThrow(() -> new Refused("the server cannot end a sign-in"));
        var answer =
                http.form(
                        endpoint,
                        Map.of(
                                "token",
                                known.refreshToken(),
                                "token_type_hint",
                                "refresh_token",
                                "client_id",
                                known.clientId()));
        if (!answer.ok()) {
            throw new Refused("the server did not end the sign-in: " + answer.reason());
        }
    }
}
