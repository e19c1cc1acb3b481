package dev.carnet.auth.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Sending;
import dev.carnet.shared.fetch.Wanted;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is asked of a provider, all of it through the one guard for fetches.
@Singleton
final class Correspondence {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final Fetches fetches;

    Correspondence(Fetches fetches) {
        this.fetches = fetches;
    }

    /// Where it is asked, if its metadata are its own and name only what may be fetched.
    Uni<Optional<Place>> place(Provider provider, String source) {
        String issuer = provider.issuer();
        String url = issuer.replaceAll("/$", "") + DISCOVERY;
        return fetches.get(new Errand(url, Wanted.ISSUER_DOCUMENT, source))
                .map(outcome ->
                        json(outcome)
                                .filter(found -> text(found, "issuer").equals(issuer))
                                .flatMap(this::place));
    }

    private Optional<Place> place(JsonNode found) {
        var place =
                new Place(
                        text(found, "authorization_endpoint"),
                        text(found, "token_endpoint"),
                        text(found, "jwks_uri"),
                        found.path("authorization_response_iss_parameter_supported")
                                .asBoolean(false));
        boolean whole =
                List.of(place.authorizationEndpoint(), place.tokenEndpoint(), place.jwksUri())
                        .stream()
                        .allMatch(url -> fetches.target(url).isPresent());
        return whole ? Optional.of(place) : Optional.empty();
    }

    /// Its keys; asked for again if none of them has that name.
    Uni<List<JWK>> keys(Place place, Optional<String> keyId, String source) {
        var errand = new Errand(place.jwksUri(), Wanted.KEY_SET, source);
        return fetches.get(errand)
                .map(Correspondence::keys)
                .chain(keys ->
                        keyId.isPresent() && keys.stream().noneMatch(key -> isNamed(key, keyId))
                                ? fetches.again(errand).map(Correspondence::keys)
                                : Uni.createFrom().item(keys));
    }

    private static boolean isNamed(JWK key, Optional<String> keyId) {
        return Optional.ofNullable(key.getKeyID()).equals(keyId);
    }

    private static List<JWK> keys(Outcome outcome) {
        try {
            return outcome instanceof Outcome.Document document
                    ? JWKSet.parse(document.body().toString()).getKeys()
                    : List.of();
        } catch (ParseException unreadable) {
            return List.of();
        }
    }

    /// Redeems a code (RFC 6749 §4.1.3), and answers the ID token if one came.
    Uni<Optional<String>> redeem(
            Place place, Provider provider, Optional<String> secret, Map<String, String> form) {
        var fields = new LinkedHashMap<>(form);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        secret.ifPresentOrElse(
                known -> headers.put("Authorization", basic(provider.clientId(), known)),
                () -> fields.put("client_id", provider.clientId()));
        var sending =
                new Sending(
                        place.tokenEndpoint(),
                        Wanted.ISSUER_DOCUMENT,
                        HttpMethod.POST,
                        headers,
                        io.vertx.core.buffer.Buffer.buffer(encode(fields)));
        return fetches.send(sending)
                .map(outcome ->
                        json(outcome)
                                .map(found -> text(found, "id_token"))
                                .filter(token -> !token.isEmpty()));
    }

    /// Both parts form-encoded first (RFC 6749 §2.3.1).
    private static String basic(String id, String secret) {
        String pair = encode(id) + ":" + encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<JsonNode> json(Outcome outcome) {
        return outcome instanceof Outcome.Document document
                ? StrictJson.object(document.body().getBytes())
                : Optional.empty();
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).isTextual() ? node.path(name).asText() : "";
    }

    /// Parameters as a form or a query has them.
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
