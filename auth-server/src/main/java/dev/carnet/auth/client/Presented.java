package dev.carnet.auth.client;

import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What a client shows to prove itself: at most one method a request (RFC 6749 §2.3).
public sealed interface Presented {

    /// RFC 7523 §2.2.
    String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// The client it claims to be.
    String clientId();

    /// Only its name: a public client.
    record Name(String clientId) implements Presented {}

    /// A secret, in the header or in the body.
    record Secret(String clientId, String secret) implements Presented {}

    /// A signed assertion; the client is read from its subject until the signature is checked.
    record Assertion(String clientId, String jwt) implements Presented {}

    /// Reads the header and the body of a request. Two methods at once are `invalid_request`.
    static Presented in(Optional<String> authorization, Parameters form) {
        boolean inBody = form.one("client_secret").isPresent();
        boolean asserted = has(form, "client_assertion") || has(form, "client_assertion_type");
        if ((authorization.isPresent() ? 1 : 0) + (inBody ? 1 : 0) + (asserted ? 1 : 0) > 1) {
            throw Refusal.invalidRequest("Two ways of client authentication in one request.");
        }
        if (asserted) {
            return assertion(form);
        }
        return authorization
                .map(header -> basic(header, form))
                .orElseGet(() -> inBody ? post(form) : name(form));
    }

    /// Whether a request says nothing of a client.
    static boolean isAbsent(Optional<String> authorization, Parameters form) {
        return authorization.isEmpty()
                && !has(form, "client_id")
                && !has(form, "client_secret")
                && !has(form, "client_assertion")
                && !has(form, "client_assertion_type");
    }

    private static boolean has(Parameters form, String name) {
        return form.one(name).isPresent();
    }

    private static Presented name(Parameters form) {
        return new Name(
                form.one("client_id").orElseThrow(() -> Refusal.invalidClient("client_not_named")));
    }

    private static Presented post(Parameters form) {
        return new Secret(form.required("client_id"), form.required("client_secret"));
    }

    /// RFC 6749 §2.3.1: both halves are form-encoded before base64, and decoded strictly.
    private static Presented basic(String header, Parameters form) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw Refusal.invalidClient("authorization_scheme");
        }
        String pair = decode64(header.substring(6).strip());
        int colon = pair.indexOf(':');
        if (colon < 1) {
            throw Refusal.invalidClient("basic_without_colon");
        }
        String id = unescape(pair.substring(0, colon));
        if (!form.one("client_id").orElse(id).equals(id)) {
            throw Refusal.invalidRequest("Two different clients in one request.");
        }
        return new Secret(id, unescape(pair.substring(colon + 1)));
    }

    private static String unescape(String half) {
        try {
            return Parameters.decode(half);
        } catch (Refusal notFormEncoded) {
            throw Refusal.invalidClient("basic_not_form_encoded");
        }
    }

    private static String decode64(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException broken) {
            throw Refusal.invalidClient("basic_not_base64");
        }
    }

    private static Presented assertion(Parameters form) {
        if (!form.required("client_assertion_type").equals(ASSERTION_TYPE)) {
            throw Refusal.invalidClient("assertion_type");
        }
        String jwt = form.required("client_assertion");
        String subject = AssertionCheck.unverifiedSubject(jwt);
        if (!form.one("client_id").orElse(subject).equals(subject)) {
            throw Refusal.invalidRequest("Two different clients in one request.");
        }
        return new Assertion(subject, jwt);
    }
}
