package dev.carnet.local.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.database.Folders;
import dev.carnet.local.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/// What a sign-in got, as the home keeps it.
///
/// @param expiresAt of the access token, in seconds since 1970
record Credentials(
        String issuer,
        @JsonProperty("client_id") String clientId,
        String resource,
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("expires_at") long expiresAt) {

    private static final int SPARE_SECONDS = 20;

    static Credentials read(Home home, Desk desk) throws IOException {
        if (!Files.exists(desk.credentials(home))) {
            throw new Refused("nobody is signed in here: run " + desk.login() + " first");
        }
        return Http.JSON.readValue(desk.credentials(home).toFile(), Credentials.class);
    }

    /// Takes the token endpoint's answer (RFC 6749 §5.1).
    static Credentials of(
            String issuer, String clientId, String resource, Http.Answer answer, Instant now)
            throws Refused {
        return new Credentials(
                issuer,
                clientId,
                resource,
                answer.text("access_token"),
                answer.text("refresh_token"),
                now.getEpochSecond() + answer.body().path("expires_in").asLong(0));
    }

    void write(Home home, Desk desk) throws IOException {
        var text = Http.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        Folders.writePrivate(desk.credentials(home), text + "\n");
    }

    boolean fresh(Instant now) {
        return now.getEpochSecond() + SPARE_SECONDS < expiresAt;
    }

    /// Never shows a token.
    @Override
    public String toString() {
        return "credentials of " + clientId + " at " + issuer;
    }
}
