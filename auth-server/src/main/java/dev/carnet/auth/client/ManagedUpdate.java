package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import java.util.List;
import java.util.Optional;

/// What a client wants to be from now on (RFC 7592 §2.2): all of its metadata, under the rules of
/// registration, with its own id, and with nothing that only the server says.
///
/// @param secret its present secret, if it says it; it cannot choose another
record ManagedUpdate(Registration wanted, Optional<String> secret) {

    private static final List<String> SAID_BY_THE_SERVER =
            List.of(
                    "registration_access_token",
                    "registration_client_uri",
                    "client_secret_expires_at",
                    "client_id_issued_at");

    /// Judges the body of a request about that client.
    static ManagedUpdate of(JsonNode body, String clientId) {
        var metadata = new Metadata(body);
        if (!metadata.text("client_id").orElse("").equals(clientId)) {
            throw refused("The client_id has to be there, and cannot change.");
        }
        for (String name : SAID_BY_THE_SERVER) {
            if (body.has(name)) {
                throw refused("The member " + name + " is not the client's to say.");
            }
        }
        return new ManagedUpdate(Registration.of(body), metadata.text("client_secret"));
    }

    static Refusal refused(String text) {
        return Refusal.of(ErrorCode.INVALID_CLIENT_METADATA, text);
    }
}
