package dev.carnet.auth.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Wanted;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/// Whether an assertion was signed by a key of its issuer: one that is configured, or one that the
/// configured address, or the issuer's own metadata, gives at this moment. What the header of an
/// assertion says of keys (`jwk`, `jku`, `x5u`) means nothing (RFC 8725 §3.10).
@Singleton
final class IssuerKeys {

    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";

    private final Fetches fetches;

    IssuerKeys(Fetches fetches) {
        this.fetches = fetches;
    }

    /// Whether one of the issuer's keys signed it, with an algorithm it may use.
    ///
    /// @param source the address of whoever brought it, for the limit on fetches
    Uni<Boolean> signed(TrustedIssuer issuer, Assertion assertion, String source) {
        if (!Signatures.admits(issuer.algorithms(), assertion.jws())) {
            return Uni.createFrom().item(false);
        }
        return issuer.jwks()
                .map(IssuerKeys::parse)
                .map(keys -> Uni.createFrom().item(Signatures.isSignedBy(assertion.jws(), keys)))
                .orElseGet(() ->
                        address(issuer, source)
                                .chain(uri ->
                                        uri.map(at -> fetched(assertion, at, source))
                                                .orElseGet(() -> Uni.createFrom().item(false))));
    }

    /// Keys that changed since they were fetched are fetched once more, at most every 30 s.
    private Uni<Boolean> fetched(Assertion assertion, String uri, String source) {
        var errand = new Errand(uri, Wanted.KEY_SET, source);
        return keys(fetches.get(errand))
                .chain(keys ->
                        Signatures.isSignedBy(assertion.jws(), keys)
                                ? Uni.createFrom().item(true)
                                : keys(fetches.again(errand))
                                        .map(newer ->
                                                Signatures.isSignedBy(assertion.jws(), newer)));
    }

    private static Uni<List<JWK>> keys(Uni<Outcome> outcome) {
        return outcome.map(one -> text(one).<List<JWK>>map(IssuerKeys::parse).orElseGet(List::of));
    }

    /// Where the keys are: as configured, or as the issuer's metadata says, which must name the
    /// issuer itself (RFC 8414 §3.3).
    private Uni<Optional<String>> address(TrustedIssuer issuer, String source) {
        if (issuer.jwksUri().isPresent()) {
            return Uni.createFrom().item(issuer.jwksUri());
        }
        String base = issuer.issuer().replaceAll("/$", "");
        return metadata(issuer, base + OPENID, source)
                .chain(found ->
                        found.isPresent()
                                ? Uni.createFrom().item(found)
                                : metadata(issuer, inserted(base), source));
    }

    private static String inserted(String base) {
        URI uri = URI.create(base);
        return uri.getScheme() + "://" + uri.getRawAuthority() + OAUTH + uri.getRawPath();
    }

    private Uni<Optional<String>> metadata(TrustedIssuer issuer, String url, String source) {
        return fetches.get(new Errand(url, Wanted.ISSUER_DOCUMENT, source))
                .map(outcome ->
                        text(outcome)
                                .flatMap(document -> StrictJson.object(bytes(document)))
                                .filter(document ->
                                        document.path("issuer").asText().equals(issuer.issuer()))
                                .map(document -> document.path("jwks_uri").asText(""))
                                .filter(uri -> uri.startsWith("https://")));
    }

    private static Optional<String> text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document document ->
                    Optional.of(document.body().toString(StandardCharsets.UTF_8));
            case Outcome.Forbidden _, Outcome.Unavailable _ -> Optional.empty();
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A key set as JSON again.
    static JsonNode json(String jwks) {
        return StrictJson.object(bytes(jwks)).orElseThrow();
    }

    private static List<JWK> parse(String jwks) {
        try {
            return JWKSet.parse(jwks).getKeys();
        } catch (ParseException broken) {
            return List.of();
        }
    }
}
