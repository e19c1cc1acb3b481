package dev.carnet.shared.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.carnet.shared.caller.Identification.Bound;
import dev.carnet.shared.caller.Identification.Known;
import dev.carnet.shared.caller.Identification.Malformed;
import dev.carnet.shared.caller.Identification.Missing;
import dev.carnet.shared.caller.Identification.Refused;
import dev.carnet.shared.caller.Identification.Unavailable;
import dev.carnet.shared.change.AgentState.Status;
import dev.carnet.shared.change.ChangeBody.KeyChanged;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.SigningKeyChanged;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.picture.HandPicture;
import dev.carnet.shared.picture.Objection;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.token.ClaimsJson;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Role;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerCheckTest {

    private static final String ISSUER = "http://127.0.0.1:8480";
    private static final String AUDIENCE = "http://127.0.0.1:8490/mcp";
    private static final String WS = "ws_1";
    private static final Optional<String> NONE = Optional.empty();

    private final HandPicture hand = new HandPicture();
    private final ECKey signing = key();
    private final KeyMac mac = mac();
    private final CallerCheck check =
            new CallerCheck(
                    hand.holder(),
                    new TokenCheck(ISSUER, Clock.systemUTC()),
                    mac,
                    Clock.systemUTC());

    @BeforeEach
    void people() {
        hand.workspace(WS)
                .member(WS, "prs_1", Role.ADMIN)
                .agent(WS, "agt_1", "prs_1", Status.ACTIVE);
        publish(Optional.empty());
    }

    private void publish(Optional<Instant> retired) {
        hand.change(
                "*",
                new SigningKeyChanged(
                        new SigningKeyState(
                                "sig_1",
                                "ES256",
                                signing.toPublicJWK().toJSONString(),
                                Instant.EPOCH,
                                retired)));
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("sig_1").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyMac mac() {
        try {
            return Keysets.keyMac(Keysets.freshKeyMac());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String sign(TokenKind kind, Optional<String> key, Set<Scope> scopes) {
        return sign(claims(kind, key, scopes));
    }

    private TokenClaims claims(TokenKind kind, Optional<String> key, Set<Scope> scopes) {
        Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        boolean passport = kind == TokenKind.PASSPORT;
        return new TokenClaims(
                ISSUER,
                AUDIENCE,
                passport ? "agt_1" : kind == TokenKind.SERVICE ? "cli_1" : "prs_1",
                "cli_1",
                "jti_1",
                now,
                now.plusSeconds(300),
                scopes,
                kind,
                WS,
                hand.now().seq(),
                kind == TokenKind.ACCESS && key.isEmpty() ? Optional.of("grt_1") : NONE,
                key,
                passport ? Optional.of("agt_1") : NONE,
                passport ? Optional.of("prs_1") : NONE,
                passport ? Optional.of("pss_1") : NONE,
                passport ? Optional.of("work") : NONE,
                List.of(),
                NONE);
    }

    private String sign(TokenClaims claims) {
        try {
            var token =
                    new JWSObject(
                            new JWSHeader.Builder(JWSAlgorithm.ES256)
                                    .type(new JOSEObjectType("at+jwt"))
                                    .keyID("sig_1")
                                    .build(),
                            new Payload(ClaimsJson.write(claims)));
            token.sign(new ECDSASigner(signing));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String token() {
        return sign(TokenKind.ACCESS, NONE, Set.of(Scope.READ));
    }

    private ApiKeyText apiKey(boolean personal, boolean write, Optional<Instant> expires) {
        var key = ApiKeyText.fresh();
        change(key, personal, write, expires, false);
        return key;
    }

    private void change(
            ApiKeyText key,
            boolean personal,
            boolean write,
            Optional<Instant> expires,
            boolean revoked) {
        hand.change(
                WS,
                new KeyChanged(
                        new KeyState(
                                key.id(),
                                "k",
                                personal,
                                write,
                                "prs_1",
                                Base64.getEncoder().encodeToString(mac.compute(key)),
                                mac.pepperVersion(),
                                expires,
                                revoked)));
    }

    private Identification bearer(String credential) {
        return check.identify(Optional.of("Bearer " + credential), NONE, AUDIENCE);
    }

    private Caller known(String credential) {
        return assertInstanceOf(Known.class, bearer(credential)).caller();
    }

    private String refusal(String credential) {
        return assertInstanceOf(Refused.class, bearer(credential)).reason();
    }

    @Test
    void knows_a_person_by_a_token_with_the_role_of_this_moment() {
        String token = token();
        assertEquals(Role.ADMIN, known(token).role());
        assertEquals("prs_1", known(token).subject());
        assertEquals(Set.of(Scope.READ), known(token).scopes());
        hand.member(WS, "prs_1", Role.VIEWER);
        assertEquals(Role.VIEWER, known(token).role());
    }

    @Test
    void gives_an_agent_its_owners_role_but_never_more_than_operator() {
        String passport = sign(TokenKind.PASSPORT, NONE, Set.of(Scope.WRITE));
        assertEquals(Role.OPERATOR, known(passport).role());
        hand.member(WS, "prs_1", Role.MEMBER);
        assertEquals(Role.MEMBER, known(passport).role());
        hand.change(WS, new MemberChanged("prs_1", Optional.empty()));
        assertEquals("not_a_member", refusal(passport));
    }

    @Test
    void gives_a_workspaces_client_the_role_of_an_operator() {
        assertEquals(
                Role.OPERATOR, known(sign(TokenKind.SERVICE, NONE, Set.of(Scope.READ))).role());
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, ADMIN, 3",
        "true, false, ADMIN, 1",
        "false, true, OPERATOR, 3",
        "false, false, VIEWER, 1"
    })
    void gives_a_key_its_role_and_scopes(boolean personal, boolean write, Role role, int scopes) {
        Caller caller = known(apiKey(personal, write, Optional.empty()).text());
        assertEquals(role, caller.role());
        assertEquals(scopes, caller.scopes().size());
    }

    @Test
    void a_personal_key_never_exceeds_its_owner() {
        ApiKeyText key = apiKey(true, true, Optional.empty());
        hand.member(WS, "prs_1", Role.VIEWER);
        assertEquals(Role.VIEWER, known(key.text()).role());
        hand.change(WS, new MemberChanged("prs_1", Optional.empty()));
        assertEquals("not_a_member", refusal(key.text()));
    }

    @Test
    void refuses_a_key_whose_secret_is_wrong() {
        ApiKeyText key = apiKey(true, true, Optional.empty());
        assertEquals("key_secret_wrong", refusal(ApiKeyText.fresh(key.id()).text()));
        assertEquals("key_unknown", refusal(ApiKeyText.fresh().text()));
        assertEquals("key_malformed", refusal("carnet_nonsense"));
    }

    @Test
    void refuses_a_key_that_expired_or_was_revoked() {
        ApiKeyText key = apiKey(true, true, Optional.of(Instant.now().minusSeconds(1)));
        assertEquals("expired", refusal(key.text()));
        change(key, true, true, Optional.empty(), false);
        known(key.text());
        change(key, true, true, Optional.empty(), true);
        assertEquals("key_unknown", refusal(key.text()));
    }

    /// Also for whoever hears of revocations only, and never of keys: the key is still there.
    @Test
    void an_exchanged_token_ends_with_the_person_of_its_key() {
        ApiKeyText key = apiKey(true, true, Optional.empty());
        String exchanged = sign(TokenKind.ACCESS, Optional.of(key.id()), Set.of(Scope.READ));
        known(exchanged);
        hand.revoke(WS, "member", "prs_1");
        assertEquals("member_revoked", refusal(exchanged));
    }

    @Test
    void an_exchanged_token_is_as_much_as_its_key_and_ends_with_it() {
        ApiKeyText key = apiKey(true, false, Optional.empty());
        String exchanged =
                sign(TokenKind.ACCESS, Optional.of(key.id()), Set.of(Scope.READ, Scope.WRITE));
        Caller caller = known(exchanged);
        assertEquals(Set.of(Scope.READ), caller.scopes());
        assertInstanceOf(Caller.Credential.Key.class, caller.credential());
        change(key, true, false, Optional.empty(), true);
        assertEquals("key_revoked", refusal(exchanged));
    }

    @Test
    void remembers_a_signature_but_not_its_consequences() {
        String token = token();
        known(token);
        assertInstanceOf(
                Refused.class,
                check.identify(
                        Optional.of("Bearer " + token), NONE, "http://127.0.0.1:8490/api/v1"));
        known(token);
        hand.revoke(WS, "grant", "grt_1");
        assertEquals("grant_revoked", refusal(token));
    }

    @Test
    void forgets_a_signature_when_its_key_is_retired() {
        String token = token();
        known(token);
        publish(Optional.of(Instant.now().minusSeconds(1)));
        assertEquals("no key of that kid", refusal(token));
    }

    @Test
    void cannot_say_anything_by_an_old_picture() {
        String token = token();
        ApiKeyText key = apiKey(true, true, Optional.empty());
        Caller caller = known(token);
        hand.sleep(1000);
        assertInstanceOf(Unavailable.class, bearer(token));
        assertInstanceOf(Unavailable.class, bearer(key.text()));
        assertEquals(Optional.of("picture_stale"), check.recheck(caller).map(Objection::code));
        assertInstanceOf(Missing.class, check.identify(NONE, NONE, AUDIENCE));
    }

    @ParameterizedTest
    @CsvSource({
        "token, jti_1, token_revoked",
        "grant, grt_1, grant_revoked",
        "client, cli_1, client_revoked",
        "member, prs_1, member_revoked"
    })
    void finds_what_was_revoked_while_the_request_ran(String type, String id, String reason) {
        Caller caller = known(token());
        assertEquals(NONE, check.recheck(caller).map(Objection::code));
        hand.revoke(WS, type, id);
        assertEquals(Optional.of(reason), check.recheck(caller).map(Objection::code));
        assertEquals(
                Optional.of(reason),
                CallerCheck.withdrawn(hand.now(), caller).map(Objection::code));
    }

    /// E3: revoking asks no clock. Whatever the clock of a service says, five minutes ahead or
    /// behind, nobody who was revoked is let in, and who was not is not taken for them.
    @ParameterizedTest
    @ValueSource(longs = {-300, -200, 0, 200, 300})
    void a_clock_that_steps_lets_nobody_in_who_was_revoked(long seconds) {
        String token = token();
        Clock stepped = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
        var there = new CallerCheck(hand.holder(), new TokenCheck(ISSUER, stepped), mac, stepped);
        if (seconds >= 0 && seconds < 300) {
            assertInstanceOf(
                    Known.class, there.identify(Optional.of("Bearer " + token), NONE, AUDIENCE));
        }
        hand.revoke(WS, "client", "cli_1");
        for (CallerCheck each : List.of(there, check)) {
            assertInstanceOf(
                    Refused.class, each.identify(Optional.of("Bearer " + token), NONE, AUDIENCE));
        }
        String later = token();
        assertInstanceOf(Known.class, bearer(later));
    }

    @Test
    void finds_that_the_role_changed_while_the_request_ran() {
        Caller caller = known(token());
        hand.member(WS, "prs_1", Role.OWNER);
        assertEquals(Optional.of("role_changed"), check.recheck(caller).map(Objection::code));
        assertEquals(NONE, CallerCheck.withdrawn(hand.now(), caller).map(Objection::code));
        assertEquals(Role.OWNER, CallerCheck.asOf(hand.now(), caller).role());
    }

    @Test
    void takes_a_credential_from_either_header_and_from_both_if_they_are_the_same() {
        String key = apiKey(true, true, Optional.empty()).text();
        assertInstanceOf(Known.class, check.identify(NONE, Optional.of(key), AUDIENCE));
        assertInstanceOf(
                Known.class,
                check.identify(Optional.of("bearer " + key), Optional.of(key), AUDIENCE));
        assertInstanceOf(
                Malformed.class,
                check.identify(Optional.of("Bearer " + token()), Optional.of(key), AUDIENCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer  a",
                "Bearer a,b",
                "Bearer a\tb",
                "Bearerx",
                "Bearer ä",
                "DPoP",
                "DPoP a b"
            })
    void refuses_a_header_that_is_not_a_bearer_token(String header) {
        assertInstanceOf(
                Malformed.class, check.identify(Optional.of(header), NONE, AUDIENCE), header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic YTpi", "Negotiate x"})
    void finds_no_credential_of_ours_in_another_scheme(String header) {
        assertInstanceOf(Missing.class, check.identify(Optional.of(header), NONE, AUDIENCE));
    }

    private Identification dpop(String credential) {
        return check.identify(Optional.of("dpop " + credential), NONE, AUDIENCE);
    }

    private String boundToken() {
        return sign(claims(TokenKind.ACCESS, NONE, Set.of(Scope.READ)).boundTo(Optional.of("jkt")));
    }

    /// V27, RFC 9449 §7.2: without its proof a bound token is nobody's.
    @Test
    void a_bound_token_is_worth_nothing_as_a_bearer_token() {
        assertEquals("bound_token", refusal(boundToken()));
        var bound = assertInstanceOf(Bound.class, dpop(boundToken()));
        assertEquals("jkt", bound.key());
        assertEquals("prs_1", bound.caller().subject());
        assertInstanceOf(
                Malformed.class,
                check.identify(Optional.of("DPoP " + boundToken()), Optional.of("x"), AUDIENCE));
    }

    /// RFC 9449 §7.1: nor may an unbound one pass for bound.
    @Test
    void an_unbound_credential_is_refused_under_the_other_scheme() {
        for (String credential : List.of(token(), apiKey(true, true, Optional.empty()).text())) {
            assertEquals(
                    "token_not_bound", assertInstanceOf(Refused.class, dpop(credential)).reason());
        }
        assertInstanceOf(Refused.class, dpop("nonsense"));
    }

    @Test
    void who_only_asks_about_a_bound_token_needs_no_proof() {
        assertInstanceOf(Known.class, check.whoever(boundToken(), AUDIENCE));
        assertInstanceOf(Refused.class, check.whoever(boundToken(), AUDIENCE + "x"));
    }

    @Test
    void says_the_same_to_the_caller_whatever_was_wrong() {
        Refused one = assertInstanceOf(Refused.class, bearer("nonsense"));
        Refused other = assertInstanceOf(Refused.class, bearer(ApiKeyText.fresh().text()));
        assertEquals(one.publicText(), other.publicText());
        assertTrue(!one.reason().equals(other.reason()));
    }
}
