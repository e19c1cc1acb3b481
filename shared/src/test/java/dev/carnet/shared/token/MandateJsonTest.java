package dev.carnet.shared.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.token.Constraint.Op;
import dev.carnet.shared.token.Mandate.Ancestor;
import dev.carnet.shared.token.Mandate.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MandateJsonTest {

    private static final Service MAIL =
            new Service(
                    "srv_1",
                    "mail",
                    Set.of("read", "write"),
                    Optional.of(Set.of("send")),
                    List.of(new Constraint("to", Op.IN, List.of("a", "b"))),
                    true);

    private static final Mandate WHOLE =
            new Mandate(
                    Mode.ENFORCED,
                    Optional.of(Duration.ofMinutes(5)),
                    List.of("mail"),
                    Optional.of(List.of(MAIL)),
                    Optional.of("psp_0"),
                    List.of(
                            new Ancestor("psp_a", "agt_a", "prs_1"),
                            new Ancestor("psp_b", "agt_b", "prs_1")));

    private final Forge forge = new Forge();
    private final TokenCheck check = new TokenCheck(Forge.ISSUER, Clock.systemUTC());

    private static TokenClaims passport(Mandate mandate) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new TokenClaims(
                        Forge.ISSUER,
                        Forge.AUDIENCE,
                        "agt_1",
                        "agt_1",
                        "psp_1",
                        now,
                        now.plusSeconds(300),
                        Set.of(Scope.READ),
                        TokenKind.PASSPORT,
                        "ws_1",
                        17,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("agt_1"),
                        Optional.of("prs_1"),
                        Optional.of("pss_1"),
                        Optional.of("sum up"),
                        List.of(),
                        Optional.empty())
                .under(mandate);
    }

    private TokenVerdict judge(String payload) {
        return check.check(forge.token(payload), Forge.AUDIENCE, forge.keys);
    }

    /// C2, C4: what a passport is for comes back from its signature as it was signed.
    @Test
    void reads_what_was_written() {
        var claims = passport(WHOLE);
        var valid = assertInstanceOf(TokenVerdict.Valid.class, judge(ClaimsJson.write(claims)));
        assertEquals(claims, valid.claims());
        assertEquals(Optional.of("psp_b"), valid.claims().mandate().parent());
        assertEquals(WHOLE, MandateJson.of(MandateJson.text(WHOLE)));
    }

    @Test
    void says_a_version_that_older_readers_refuse_only_where_there_is_a_mandate() {
        assertTrue(ClaimsJson.write(passport(Mandate.NONE)).contains("\"v\":1"));
        assertTrue(ClaimsJson.write(passport(WHOLE)).contains("\"v\":2"));
        String older = ClaimsJson.write(passport(WHOLE)).replace("\"v\":2", "\"v\":1");
        assertInstanceOf(TokenVerdict.Invalid.class, judge(older));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mode\":\"enforced\"=\"mode\":\"none\"",
                "\"depth\":2=\"depth\":1",
                "\"parent\":\"psp_b\"=\"parent\":\"psp_a\"",
                "\"interval\":300=\"interval\":0",
                "\"scopes\":[\"read\",\"write\"]=\"scopes\":[]",
                "\"scopes\":[\"read\",\"write\"]=\"scopes\":[\"all\"]",
                "\"op\":\"in\"=\"op\":\"or\"",
                "\"op\":\"in\"=\"op\":\"eq\"",
                "\"mode\":\"direct\"=\"mode\":\"raw\"",
                "\"tools\":[\"send\"]=\"tools\":\"send\"",
                "\"path\":\"to\"=\"path\":\"\"",
                "\"name\":\"mail\"=\"name\":\"mail\",\"more\":1"
            })
    void refuses_what_it_does_not_understand(String change) {
        String[] sides = change.split("=", 2);
        String payload = ClaimsJson.write(passport(WHOLE));
        assertTrue(payload.contains(sides[0]), payload);
        assertInstanceOf(TokenVerdict.Invalid.class, judge(payload.replace(sides[0], sides[1])));
    }

    @Test
    void only_a_passport_has_a_mandate() {
        var access = Forge.claims(Instant.now().truncatedTo(ChronoUnit.SECONDS)).under(WHOLE);
        assertInstanceOf(TokenVerdict.Invalid.class, judge(ClaimsJson.write(access)));
    }

    /// C5: what is narrower lies within, and nothing that is wider in any respect does.
    @Test
    void is_within_what_is_wider_in_every_respect() {
        assertTrue(MAIL.within(MAIL));
        assertTrue(
                MAIL.within(
                        new Service(
                                "srv_1",
                                "mail",
                                Service.SCOPES,
                                Optional.empty(),
                                List.of(),
                                true)));
        assertFalse(
                MAIL.within(
                        new Service(
                                "srv_2",
                                "mail",
                                Service.SCOPES,
                                Optional.empty(),
                                List.of(),
                                true)));
        assertFalse(
                MAIL.within(
                        new Service(
                                "srv_1",
                                "mail",
                                Set.of("read"),
                                Optional.empty(),
                                List.of(),
                                true)));
        assertFalse(
                MAIL.within(
                        new Service(
                                "srv_1",
                                "mail",
                                Service.SCOPES,
                                Optional.of(Set.of("list")),
                                List.of(),
                                true)));
        assertFalse(
                MAIL.within(
                        new Service(
                                "srv_1",
                                "mail",
                                Service.SCOPES,
                                Optional.empty(),
                                List.of(new Constraint("cc", Op.EQ, List.of("a"))),
                                true)));
        assertFalse(
                MAIL.within(
                        new Service(
                                "srv_1",
                                "mail",
                                Service.SCOPES,
                                Optional.empty(),
                                List.of(),
                                false)));
    }
}
