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
/// @param rotates whether it wants a fresh secret in the place of the present one
record ManagedUpdate(Registration wanted, Optional<String> secret, boolean rotates) {

    /// Our own member: RFC 7592 leaves it to the server when a secret changes.
    private static final String ROTATE = "carnet_rotate_secret";

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
        Registration wanted = Registration.of(body);
        boolean rotates = metadata.flag(ROTATE);
        if (rotates && !wanted.authMethod().hasSecret()) {
            throw refused("A client without a secret has none to rotate.");
        }
        return new ManagedUpdate(wanted, metadata.text("client_secret"), rotates);
    }

    static Refusal refused(String text) {
        return Refusal.of(ErrorCode.INVALID_CLIENT_METADATA, text);
    }
}
