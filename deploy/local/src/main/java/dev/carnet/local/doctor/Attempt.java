package dev.carnet.local.doctor;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One authorization request and what came back, once for each press of Allow.
record Attempt(Map<String, String> request, Secrets secrets, List<Map<String, String>> responses) {

    static Attempt of(Map<String, String> request, Secrets secrets, List<URI> led) {
        return new Attempt(request, secrets, led.stream().map(Attempt::parameters).toList());
    }

    /// What every client checks before it sends the code anywhere (RFC 6749 §4.1.2, RFC 9207).
    void demandGood(Map<String, String> response, Patient patient) throws Complaint {
        String error = response.getOrDefault("error", "");
        Complaint.unless(
                error.isEmpty(),
                "the authorization response says "
                        + error
                        + ": "
                        + response.getOrDefault("error_description", ""));
        Complaint.unless(
                secrets.state().equals(response.get("state")), "the state does not come back");
        Complaint.unless(response.containsKey("code"), "the response has no code");
        demandIssuer(response, patient);
    }

    /// `iss`, where the metadata promises it, is the issuer byte for byte.
    void demandIssuer(Map<String, String> response, Patient patient) throws Complaint {
        boolean promised =
                patient.metadata()
                        .path("authorization_response_iss_parameter_supported")
                        .asBoolean(false);
        String iss = response.getOrDefault("iss", "");
        Complaint.unless(
                iss.equals(patient.issuer()) || (iss.isEmpty() && !promised),
                "iss in the authorization response is \"" + iss + "\" and not the issuer");
    }

    private static Map<String, String> parameters(URI callback) {
        var parameters = new HashMap<String, String>();
        String query = callback.getRawQuery();
        for (String pair : (query == null ? "" : query).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
