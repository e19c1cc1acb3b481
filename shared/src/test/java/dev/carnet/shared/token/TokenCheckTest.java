package dev.carnet.shared.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.shared.secret.CryptoProvider;
import dev.carnet.shared.token.TokenVerdict.Invalid;
import dev.carnet.shared.token.TokenVerdict.Valid;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenCheckTest {

    private static final Forge FORGE = new Forge();
    private static final TokenCheck CHECK = new TokenCheck(Forge.ISSUER, Clock.systemUTC());

    @BeforeAll
    static void asInTheServices() {
        CryptoProvider.preferCorretto();
    }

    private static TokenVerdict check(String jwt) {
        return CHECK.check(jwt, Forge.AUDIENCE, FORGE.keys);
    }

    @Test
    void reads_back_what_was_signed() {
        TokenClaims claims = Forge.claims(now());

        Valid valid = assertInstanceOf(Valid.class, check(FORGE.token(ClaimsJson.write(claims))));

        assertEquals(claims, valid.claims());
        assertEquals("sig_1", valid.kid());
    }

    static Stream<Arguments> forgeries() {
        String good = Forge.payload();
        return Stream.of(
                header(
                        "alg none",
                        "alg is not the key's",
                        "{\"typ\":\"at+jwt\",\"alg\":\"none\",\"kid\":\"sig_1\"}"),
                Arguments.of(
                        "alg none without a signature", "alg is not the key's", unsigned("none")),
                header(
                        "another alg",
                        "alg is not the key's",
                        "{\"typ\":\"at+jwt\",\"alg\":\"ES384\",\"kid\":\"sig_1\"}"),
                header(
                        "alg in lower case",
                        "alg is not the key's",
                        "{\"typ\":\"at+jwt\",\"alg\":\"es256\",\"kid\":\"sig_1\"}"),
                header("no typ", "typ is not at+jwt", "{\"alg\":\"ES256\",\"kid\":\"sig_1\"}"),
                header(
                        "typ JWT",
                        "typ is not at+jwt",
                        "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"sig_1\"}"),
                header(
                        "unknown kid",
                        "no key of that kid",
                        "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"sig_2\"}"),
                header("no kid", "no kid", "{\"typ\":\"at+jwt\",\"alg\":\"ES256\"}"),
                header(
                        "jku",
                        "a member that is not known",
                        with("\"jku\":\"https://evil.example/keys\"")),
                header(
                        "x5u",
                        "a member that is not known",
                        with("\"x5u\":\"https://evil.example/cert\"")),
                header("jwk", "a member that is not known", with("\"jwk\":{}")),
                header("crit", "a member that is not known", with("\"crit\":[\"exp\"]")),
                header("zip", "a member that is not known", with("\"zip\":\"DEF\"")),
                header("duplicate alg in the header", "not strict JSON", with("\"alg\":\"none\"")),
                header("a header that is no object", "not a JSON object", "[]"),
                header("text behind the header", "not strict JSON", Forge.HEADER + " {}"),
                Arguments.of("HS256 with the public key", "alg is not the key's", hs256(good)),
                Arguments.of("r and s zero", "signature or registered claims", zeroSignature(good)),
                payload(
                        "another issuer",
                        "signature or registered claims",
                        good.replace(Forge.ISSUER, "http://127.0.0.1:8481")),
                payload(
                        "issuer with a slash",
                        "signature or registered claims",
                        good.replace(Forge.ISSUER, Forge.ISSUER + "/")),
                payload(
                        "another audience",
                        "signature or registered claims",
                        good.replace(Forge.AUDIENCE, "http://127.0.0.1:8490")),
                payload(
                        "audience as a list",
                        "aud is not a string",
                        good.replace("\"" + Forge.AUDIENCE + "\"", "[\"" + Forge.AUDIENCE + "\"]")),
                payload(
                        "duplicate claim",
                        "signature or registered claims",
                        good.replaceFirst("\\{", "{\"sub\":\"prs_2\",")),
                payload(
                        "unknown claim",
                        "a member that is not known",
                        good.replaceFirst("\\{", "{\"admin\":true,")),
                payload(
                        "nbf",
                        "a member that is not known",
                        good.replaceFirst("\\{", "{\"nbf\":1,")),
                payload(
                        "no subject",
                        "signature or registered claims",
                        good.replaceFirst("\"sub\":\"prs_1\",", "")),
                payload(
                        "subject is a number",
                        "signature or registered claims",
                        good.replace("\"prs_1\"", "1")),
                payload(
                        "no exp",
                        "signature or registered claims",
                        good.replaceFirst("\"exp\":\\d+,", "")),
                payload(
                        "exp with a fraction",
                        "exp is not a whole number",
                        good.replaceFirst("(\"exp\":\\d+)", "$1.5")),
                payload(
                        "exp as text",
                        "signature or registered claims",
                        good.replaceFirst("\"exp\":(\\d+)", "\"exp\":\"$1\"")),
                payload(
                        "no iat",
                        "signature or registered claims",
                        good.replaceFirst("\"iat\":\\d+,", "")),
                payload("expired", "expired", at(now().minusSeconds(301))),
                payload("from the future", "issued in the future", at(now().plusSeconds(60))),
                payload(
                        "unknown scope",
                        "a scope that is not known",
                        good.replace("carnet:write", "carnet:root")),
                payload(
                        "unknown kind",
                        "a kind that is not known",
                        good.replace("\"access\"", "\"root\"")),
                payload(
                        "another version",
                        "claims of another version",
                        good.replace("\"v\":1", "\"v\":3")),
                payload(
                        "a version that says more than there is",
                        "a version that does not fit what is said",
                        good.replace("\"v\":1", "\"v\":2")),
                payload(
                        "negative sequence",
                        "seq is not a whole number",
                        good.replace("\"seq\":17", "\"seq\":-1")),
                payload(
                        "no carnet claims",
                        "v is not a whole number",
                        good.replaceFirst(",\"carnet\":\\{.*?\\}", "")),
                payload(
                        "an access token without grant",
                        "claims of its kind are missing",
                        good.replace(",\"grant\":\"grt_1\"", "")),
                payload(
                        "a passport without agent",
                        "claims of its kind are missing",
                        good.replace("\"access\"", "\"passport\"")),
                payload("payload that is no object", "signature or registered claims", "\"text\""),
                payload("payload with text behind", "signature or registered claims", good + "x"),
                payload(
                        "deeply nested",
                        "signature or registered claims",
                        good.replace("\"prs_1\"", "[".repeat(50) + "]".repeat(50))),
                Arguments.of(
                        "too long",
                        "too long",
                        FORGE.token(good) + "A".repeat(TokenCheck.MAX_CHARACTERS)),
                Arguments.of("a fourth part", "not three parts", FORGE.token(good) + ".AAAA"),
                Arguments.of(
                        "padding",
                        "base64url with spare bits or padding",
                        FORGE.token(good) + "=="),
                Arguments.of("space before", "not base64url", " " + FORGE.token(good)),
                Arguments.of("line break behind", "not base64url", FORGE.token(good) + "\n"),
                Arguments.of("standard base64", "not base64url", swapAlphabet(FORGE.token(good))),
                Arguments.of("nothing", "not three parts", ""),
                Arguments.of("two dots", "not a JSON object", ".."));
    }

    /// RFC 8725: algorithm, type, header, claims, size.
    @ParameterizedTest(name = "refuses {0}")
    @MethodSource("forgeries")
    void refuses(String what, String reason, String jwt) {
        assertEquals(reason, assertInstanceOf(Invalid.class, check(jwt), what).reason());
    }

    /// RFC 8725: no byte may differ.
    @Test
    void refuses_every_single_flipped_character() {
        String good = FORGE.token(Forge.payload());
        for (int i = 0; i < good.length(); i++) {
            char flipped = good.charAt(i) == 'A' ? 'B' : 'A';
            String bad = good.substring(0, i) + flipped + good.substring(i + 1);
            assertInstanceOf(Invalid.class, check(bad), "character " + i);
        }
    }

    @Test
    void refuses_every_flipped_bit_of_the_last_character_of_each_part() {
        String good = FORGE.token(Forge.payload());
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int end :
                new int[] {good.indexOf('.') - 1, good.lastIndexOf('.') - 1, good.length() - 1}) {
            for (int i = 0; i < alphabet.length(); i++) {
                char other = alphabet.charAt(i);
                if (other != good.charAt(end)) {
                    String bad = good.substring(0, end) + other + good.substring(end + 1);
                    assertInstanceOf(Invalid.class, check(bad), "position " + end + " " + other);
                }
            }
        }
    }

    @Test
    void refuses_every_prefix() {
        String good = FORGE.token(Forge.payload());
        for (int length = 0; length < good.length(); length++) {
            assertInstanceOf(Invalid.class, check(good.substring(0, length)));
        }
    }

    @Test
    void refuses_a_token_that_another_key_signed() {
        assertInstanceOf(Invalid.class, check(new Forge().token(Forge.payload())));
    }

    @Test
    void knows_the_audience_only_when_asked_for_one() {
        String elsewhere =
                FORGE.token(Forge.payload().replace(Forge.AUDIENCE, "https://x.example"));
        assertInstanceOf(Invalid.class, check(elsewhere));
        assertInstanceOf(Valid.class, CHECK.checkForAnyAudience(elsewhere, FORGE.keys));
    }

    @Test
    void ends_at_the_second_of_exp() {
        Instant begin = now();
        String jwt = FORGE.token(ClaimsJson.write(Forge.claims(begin)));
        Instant end = begin.plusSeconds(300);
        assertInstanceOf(Valid.class, at(end.minusMillis(1), jwt));
        assertInstanceOf(Invalid.class, at(end, jwt));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static TokenVerdict at(Instant time, String jwt) {
        var check = new TokenCheck(Forge.ISSUER, Clock.fixed(time, ZoneOffset.UTC));
        return check.check(jwt, Forge.AUDIENCE, FORGE.keys);
    }

    private static Arguments header(String what, String reason, String header) {
        return Arguments.of(what, reason, FORGE.token(header, Forge.payload()));
    }

    private static Arguments payload(String what, String reason, String payload) {
        return Arguments.of(what, reason, FORGE.token(payload));
    }

    private static String at(Instant issued) {
        return ClaimsJson.write(Forge.claims(issued));
    }

    private static String with(String member) {
        return Forge.HEADER.replaceFirst("\\}$", "," + member + "}");
    }

    private static String unsigned(String alg) {
        return Forge.encode(Forge.HEADER.replace("ES256", alg))
                + "."
                + Forge.encode(Forge.payload())
                + ".";
    }

    /// RFC 8725 §2.1: the public key used as an HMAC secret.
    private static String hs256(String payload) {
        try {
            String input =
                    Forge.encode(Forge.HEADER.replace("ES256", "HS256"))
                            + "."
                            + Forge.encode(payload);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(FORGE.key.toECPublicKey().getEncoded(), "HmacSHA256"));
            byte[] tag = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        } catch (GeneralSecurityException | com.nimbusds.jose.JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// CVE-2022-21449.
    private static String zeroSignature(String payload) {
        return Forge.encode(Forge.HEADER)
                + "."
                + Forge.encode(payload)
                + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    }

    private static String swapAlphabet(String jwt) {
        return jwt.replace('-', '+').replace('_', '/') + "+";
    }
}
