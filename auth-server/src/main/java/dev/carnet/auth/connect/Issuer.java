package dev.carnet.auth.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.connection.OurClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/// An authorization server as its own metadata describe it (RFC 8414 §2).
///
/// @param names whether it names itself in its answers (RFC 9207 §3)
/// @param documents whether a client may be the URL of a document
/// @param method how we would prove ourselves there, if registered
record Issuer(
        String issuer,
        String authorizationEndpoint,
        String tokenEndpoint,
        Optional<String> registrationEndpoint,
        Optional<String> revocationEndpoint,
        boolean names,
        boolean documents,
        String method,
        List<String> scopes) {

    private static final String METHODS = "token_endpoint_auth_methods_supported";

    /// Reads metadata. They are of use if they are the issuer's own, to the letter (RFC 8414 §3.3),
    /// offer PKCE with S256, and name only what may be fetched (G7).
    ///
    /// @param reachable whether a URL may be fetched at all
    static Optional<Issuer> of(JsonNode json, String issuer, Predicate<String> reachable) {
        boolean sound =
                text(json, "issuer").equals(Optional.of(issuer))
                        && texts(json, "code_challenge_methods_supported").contains("S256")
                        && text(json, "authorization_endpoint").filter(reachable).isPresent()
                        && text(json, "token_endpoint").filter(reachable).isPresent();
        return sound ? Optional.of(sound(json, issuer, reachable)) : Optional.empty();
    }

    private static Issuer sound(JsonNode json, String issuer, Predicate<String> reachable) {
        return new Issuer(
                issuer,
                text(json, "authorization_endpoint").orElse(""),
                text(json, "token_endpoint").orElse(""),
                text(json, "registration_endpoint").filter(reachable),
                text(json, "revocation_endpoint").filter(reachable),
                json.path("authorization_response_iss_parameter_supported").asBoolean(false),
                json.path("client_id_metadata_document_supported").asBoolean(false),
                method(texts(json, METHODS)),
                texts(json, "scopes_supported"));
    }

    /// Basic is what stands when nobody says (RFC 8414 §2).
    private static String method(List<String> offered) {
        return List.of(OurClient.BASIC, OurClient.POST, OurClient.NONE).stream()
                .filter(offered::contains)
                .findFirst()
                .orElse(OurClient.BASIC);
    }

    static Optional<String> text(JsonNode json, String name) {
        return Optional.of(json.path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    static List<String> texts(JsonNode json, String name) {
        return StreamSupport.stream(json.path(name).spliterator(), false)
                .limit(ConnectLimits.LISTED)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }
}
