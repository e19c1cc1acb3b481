package dev.carnet.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import dev.carnet.verifier.Verdict.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassportVerifierTest {

    private final Issuer issuer = new Issuer();
    private final PassportVerifier verifier =
            new PassportVerifier(issuer.published(), Issuer.NAME, Issuer.MCP, "ws_1", Issuer.CLOCK);

    private Verdict<Passport> verdict(Map<String, Object> claims) {
        return verifier.verify(issuer.sign("at+jwt", claims), Optional.empty());
    }

    private static Reason reason(Verdict<?> verdict) {
        return assertInstanceOf(Verdict.Refused.class, verdict, verdict.toString()).reason();
    }

    @Test
    void tells_what_a_passport_is_for() {
        var valid = assertInstanceOf(Verdict.Valid.class, verdict(Issuer.passport()));
        Passport passport = (Passport) valid.token();
        assertEquals("psp_1", passport.line());
        assertEquals("enforced", passport.mode());
        assertEquals(List.of(new Passport.Ancestor("psp_0", "agt_0", "prs_1")), passport.chain());
        Passport.Service service = passport.services().orElseThrow().getFirst();
        assertEquals("notes", service.name());
        assertEquals(
                List.of(new Passport.Constraint("folder", "eq", List.of("mine"), false)),
                service.constraints());
    }

    @Test
    void refuses_what_others_issued_or_what_is_for_others() {
        assertEquals(Reason.NOT_FOR_US, reason(verdict(with("iss", "https://other.example"))));
        assertEquals(Reason.NOT_FOR_US, reason(verdict(with("aud", Issuer.MCP + "/x"))));
        var theirs = Issuer.passport();
        Issuer.own(theirs).put("ws", "ws_2");
        assertEquals(Reason.NOT_FOR_US, reason(verdict(theirs)));
        var foreign = new Issuer().sign("at+jwt", Issuer.passport());
        assertEquals(Reason.SIGNATURE, reason(verifier.verify(foreign, Optional.empty())));
    }

    @Test
    void refuses_what_is_over_or_has_not_begun() {
        assertEquals(Reason.TIME, reason(verdict(Issuer.timed(Issuer.passport(), -900, 0))));
        assertEquals(Reason.TIME, reason(verdict(Issuer.timed(Issuer.passport(), 60, 900))));
    }

    @Test
    void refuses_what_it_does_not_know_because_it_might_narrow() {
        var later = Issuer.passport();
        Issuer.own(later).put("v", 3);
        assertEquals(Reason.VERSION, reason(verdict(later)));
        var wider = Issuer.passport();
        Issuer.own(wider).put("only_on_sundays", true);
        assertEquals(Reason.VERSION, reason(verdict(wider)));
        var plain = Issuer.passport();
        Issuer.own(plain).put("v", 1);
        assertEquals(Reason.VERSION, reason(verdict(plain)));
    }

    @Test
    void refuses_other_kinds_and_chains_that_do_not_add_up() {
        var access = Issuer.passport();
        Issuer.own(access).put("kind", "access");
        assertEquals(Reason.MALFORMED, reason(verdict(access)));
        assertEquals(Reason.MALFORMED, reason(verdict(with("act", Map.of("sub", "cli_1")))));
        var shorter = Issuer.passport();
        Issuer.own(shorter).put("depth", 0);
        assertEquals(Reason.MALFORMED, reason(verdict(shorter)));
        String other = issuer.sign("carnet-call+jwt", Issuer.passport());
        assertEquals(Reason.MALFORMED, reason(verifier.verify(other, Optional.empty())));
    }

    @Test
    void a_bound_passport_is_nobodys_without_its_key() {
        String bound = issuer.sign("at+jwt", with("cnf", Map.of("jkt", "thumbprint")));
        assertEquals(Reason.UNPROVEN, reason(verifier.verify(bound, Optional.empty())));
        assertEquals(Reason.UNPROVEN, reason(verifier.verify(bound, Optional.of("other"))));
        assertInstanceOf(Verdict.Valid.class, verifier.verify(bound, Optional.of("thumbprint")));
    }

    /// RFC 8037 §A: Ed25519, checked by the JDK.
    @Test
    void knows_both_algorithms_and_neither_for_the_others_key() throws Exception {
        var pair =
                OctetKeyPair.parse(
                        """
                        {"kty":"OKP","crv":"Ed25519","kid":"ed",
                         "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                         "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
                        """);
        var keys = new ImmutableJWKSet<>(new JWKSet(pair.toPublicJWK()));
        var theirs = new Signed(keys, Issuer.NAME, Issuer.MCP, Issuer.CLOCK);
        String signed = Edwards.sign(pair, Issuer.passport());
        assertEquals("psp_1", theirs.claims(signed, "at+jwt").text("jti"));
        String broken = Edwards.sign(pair, with("jti", "psp_2"));
        String mixed =
                signed.substring(0, signed.lastIndexOf('.'))
                        + broken.substring(broken.lastIndexOf('.'));
        var verdict =
                new PassportVerifier(keys, Issuer.NAME, Issuer.MCP, "ws_1", Issuer.CLOCK)
                        .verify(mixed, Optional.empty());
        assertEquals(Reason.SIGNATURE, reason(verdict));
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID("ed")
                        .build();
        var confused = new JWSObject(header, new Payload(Issuer.passport()));
        confused.sign(new ECDSASigner(issuer.key));
        assertEquals(
                Reason.SIGNATURE,
                reason(
                        new PassportVerifier(keys, Issuer.NAME, Issuer.MCP, "ws_1", Issuer.CLOCK)
                                .verify(confused.serialize(), Optional.empty())));
    }

    @Test
    void refuses_another_spelling_of_the_same_token() {
        String token = issuer.sign("at+jwt", Issuer.passport());
        char last = token.charAt(token.length() - 1);
        // The last character of a signature of 64 bytes has four bits that nothing is in.
        String leftover = token.substring(0, token.length() - 1) + (char) (last + 1);
        for (String other : List.of(token + "=", leftover, " " + token, "", "a.b.c")) {
            assertEquals(Reason.MALFORMED, reason(verifier.verify(other, Optional.empty())), other);
        }
    }

    private static Map<String, Object> with(String name, Object value) {
        var claims = Issuer.passport();
        claims.put(name, value);
        return claims;
    }
}
