package dev.carnet.local.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.doctor.Wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The server that is examined.
///
/// @param resource the protected resource that clients want tokens for
/// @param scope what its clients ask for; empty when they ask for nothing
/// @param window how long a spent refresh token is answered with its successor
/// @param pause waits for that long
/// @param documents where documents of clients can be put for the server to read
record Patient(
        Wire wire,
        String issuer,
        String resource,
        String scope,
        JsonNode metadata,
        Somebody person,
        Duration window,
        Pause pause,
        Optional<Documents> documents) {

    /// An endpoint of the metadata.
    URI endpoint(String member) throws Complaint {
        var url = metadata.path(member).asText("");
        Complaint.unless(!url.isEmpty(), "the metadata names no " + member);
        return Discovery.url(url);
    }

    /// Whether a list in the metadata has that word.
    boolean lists(String member, String word) {
        for (var listed : metadata.path(member)) {
            if (listed.asText("").equals(word)) {
                return true;
            }
        }
        return false;
    }

    /// Registers (RFC 7591); anything but 201 is a complaint.
    JsonNode register(ObjectNode wanted) throws IOException, InterruptedException, Complaint {
        Answer answer = wire.json(endpoint("registration_endpoint"), wanted);
        Complaint.unless(
                answer.status() == 201 && answer.isJson(),
                "the registration is refused, " + answer.shown());
        return answer.document();
    }

    /// Asks the token endpoint.
    Answer token(Map<String, String> form) throws IOException, InterruptedException, Complaint {
        return wire.form(endpoint("token_endpoint"), form, Map.of());
    }
}
