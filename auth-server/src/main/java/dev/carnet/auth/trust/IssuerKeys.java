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

    /// What is known of a signature.
    sealed interface Word {

        /// One of the issuer's keys made it.
        record Signed() implements Word {}

        /// None of them did, or nothing says what its keys are.
        record Unsigned() implements Word {}

        /// The keys could not be had; at another time they may.
        ///
        /// @param reason for the audit log only
        record Unreachable(String reason) implements Word {}

        static Word of(boolean signed) {
            return signed ? new Signed() : new Unsigned();
        }
    }

    /// Where keys are.
    private sealed interface Place {
        record At(String uri) implements Place {}

        record Nowhere(Word word) implements Place {}
    }

    /// Whether one of the issuer's keys signed it, with an algorithm it may use.
    ///
    /// @param source the address of whoever brought it, for the limit on fetches
    Uni<Word> word(TrustedIssuer issuer, Assertion assertion, String source) {
        if (!Signatures.admits(issuer.algorithms(), assertion.jws())) {
            return Uni.createFrom().item(new Word.Unsigned());
        }
        return issuer.jwks()
                .map(keys -> Uni.createFrom().item(word(assertion, keys)))
                .orElseGet(() -> elsewhere(issuer, assertion, source));
    }

    private Uni<Word> elsewhere(TrustedIssuer issuer, Assertion assertion, String source) {
        return place(issuer, source)
                .chain(place ->
                        switch (place) {
                            case Place.At at -> fetched(assertion, at.uri(), source);
                            case Place.Nowhere nowhere -> Uni.createFrom().item(nowhere.word());
                        });
    }

    /// Keys that changed since they were fetched are fetched once more, at most every 30 s.
    private Uni<Word> fetched(Assertion assertion, String uri, String source) {
        var errand = new Errand(uri, Wanted.KEY_SET, source);
        return fetches.get(errand)
                .map(outcome -> word(assertion, outcome))
                .chain(word ->
                        word instanceof Word.Unsigned
                                ? fetches.again(errand).map(newer -> word(assertion, newer))
                                : Uni.createFrom().item(word));
    }

    private static Word word(Assertion assertion, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document document ->
                    word(assertion, document.body().toString(StandardCharsets.UTF_8));
            case Outcome.Forbidden _ -> new Word.Unsigned();
            case Outcome.Unavailable unavailable -> new Word.Unreachable(unavailable.reason());
        };
    }

    private static Word word(Assertion assertion, String jwks) {
        return Word.of(Signatures.isSignedBy(assertion.jws(), parse(jwks)));
    }

    /// Where the keys are: as configured, or as the issuer's metadata says, which must name the
    /// issuer itself (RFC 8414 §3.3).
    private Uni<Place> place(TrustedIssuer issuer, String source) {
        String base = issuer.issuer().replaceAll("/$", "");
        return issuer.jwksUri()
                .map(uri -> Uni.createFrom().<Place>item(new Place.At(uri)))
                .orElseGet(() ->
                        metadata(issuer, base + OPENID, source)
                                .chain(first ->
                                        first instanceof Place.At
                                                ? Uni.createFrom().item(first)
                                                : metadata(issuer, inserted(base), source)
                                                        .map(second -> better(first, second))));
    }

    /// An issuer has one of both documents. What came and does not help is its last word.
    private static Place better(Place first, Place second) {
        boolean silent =
                first instanceof Place.Nowhere nowhere
                        && nowhere.word() instanceof Word.Unreachable;
        return silent || second instanceof Place.At ? second : first;
    }

    private static String inserted(String base) {
        URI uri = URI.create(base);
        return uri.getScheme() + "://" + uri.getRawAuthority() + OAUTH + uri.getRawPath();
    }

    private Uni<Place> metadata(TrustedIssuer issuer, String url, String source) {
        return fetches.get(new Errand(url, Wanted.ISSUER_DOCUMENT, source))
                .map(outcome ->
                        switch (outcome) {
                            case Outcome.Document document ->
                                    place(issuer, document.body().getBytes());
                            case Outcome.Forbidden _ -> new Place.Nowhere(new Word.Unsigned());
                            case Outcome.Unavailable unavailable ->
                                    new Place.Nowhere(new Word.Unreachable(unavailable.reason()));
                        });
    }

    private static Place place(TrustedIssuer issuer, byte[] metadata) {
        return StrictJson.object(metadata)
                .filter(document -> document.path("issuer").asText().equals(issuer.issuer()))
                .map(document -> document.path("jwks_uri").asText(""))
                .filter(uri -> uri.startsWith("https://"))
                .<Place>map(Place.At::new)
                .orElseGet(() -> new Place.Nowhere(new Word.Unsigned()));
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
