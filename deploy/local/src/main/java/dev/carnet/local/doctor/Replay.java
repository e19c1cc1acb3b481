package dev.carnet.local.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.doctor.Wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/// A client of others, as far as a server can tell it from the real one.
///
/// @param proof what it adds to its requests at the token endpoint
record Replay(Patient patient, String clientId, Proof proof) {

    /// Shows that a request is the client's own.
    interface Proof {
        Map<String, String> fields() throws Complaint;
    }

    /// A client that registers with this metadata and uses what it is given.
    static Replay registered(Patient patient, String metadata)
            throws IOException, InterruptedException, Complaint {
        return of(patient, patient.register(wanted(metadata)));
    }

    /// A client as it was registered.
    static Replay of(Patient patient, JsonNode registered) throws Complaint {
        String id = registered.path("client_id").asText("");
        String secret = registered.path("client_secret").asText("");
        Complaint.unless(!id.isEmpty(), "the registration answer has no client_id");
        return new Replay(
                patient, id, () -> secret.isEmpty() ? Map.of() : Map.of("client_secret", secret));
    }

    /// A client without a secret.
    static Replay publicClient(Patient patient, String clientId) {
        return new Replay(patient, clientId, Map::of);
    }

    private static ObjectNode wanted(String metadata) {
        try {
            return (ObjectNode) Wire.JSON.readTree(metadata);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    /// Signs somebody in and takes the tokens, as this client does it with that redirect URI.
    Tokens signIn(String redirect) throws IOException, InterruptedException, Complaint, NotTried {
        return signIn(redirect, Map.of());
    }

    /// The same with some parameters changed at both endpoints; an empty value leaves one out.
    Tokens signIn(String redirect, Map<String, String> changes)
            throws IOException, InterruptedException, Complaint, NotTried {
        var attempt = ask(redirect, changes, 1);
        return redeem(attempt, attempt.responses().getLast(), Map.of());
    }

    /// Sends the person to the authorization endpoint and waits for the response.
    Attempt ask(String redirect, Map<String, String> changes, int presses)
            throws IOException, InterruptedException, Complaint, NotTried {
        var secrets = Secrets.fresh();
        var request = new LinkedHashMap<String, String>();
        request.put("response_type", "code");
        request.put("client_id", clientId);
        request.put("redirect_uri", redirect);
        request.put("state", secrets.state());
        request.put("code_challenge", secrets.challenge());
        request.put("code_challenge_method", "S256");
        request.put("resource", patient.resource());
        request.put("scope", patient.scope());
        request.putAll(changes);
        request.values().removeIf(String::isEmpty);
        var led = patient.person().allow(page(request), redirect, presses);
        return Attempt.of(request, secrets, led);
    }

    private URI page(Map<String, String> request) throws Complaint {
        String endpoint = patient.endpoint("authorization_endpoint").toString();
        return URI.create(endpoint + (endpoint.contains("?") ? "&" : "?") + Wire.encode(request));
    }

    /// Spends the code of a response.
    Tokens redeem(Attempt attempt, Map<String, String> response, Map<String, String> headers)
            throws IOException, InterruptedException, Complaint {
        attempt.demandGood(response, patient);
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", response.getOrDefault("code", ""));
        form.put("redirect_uri", attempt.request().getOrDefault("redirect_uri", ""));
        form.put("code_verifier", attempt.secrets().verifier());
        form.put("client_id", clientId);
        form.put("resource", attempt.request().getOrDefault("resource", ""));
        form.putAll(proof.fields());
        form.values().removeIf(String::isEmpty);
        var answer = patient.wire().form(patient.endpoint("token_endpoint"), form, headers);
        return Tokens.of(answer);
    }

    /// Asks for new tokens.
    Answer refresh(String refreshToken) throws IOException, InterruptedException, Complaint {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("client_id", clientId);
        form.put("resource", patient.resource());
        form.putAll(proof.fields());
        return patient.token(form);
    }
}
