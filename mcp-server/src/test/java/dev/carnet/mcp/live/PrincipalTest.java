package dev.carnet.mcp.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrincipalTest {

    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

    private static Caller passport(String agent, String session) {
        return caller(
                agent, new Credential.Passport("psp", agent, "prs_1", session, "intent", 1, LATER));
    }

    private static Caller token(String subject, Optional<String> grant) {
        return caller(subject, new Credential.AccessToken("jti", "cli_1", grant, 1, LATER));
    }

    private static Caller caller(String subject, Credential credential) {
        return new Caller("wsp_1", subject, Role.MEMBER, Set.of(), credential, Optional.empty());
    }

    /// Passports of all their agents are apart as principals, and one person's all the same.
    @Test
    void behind_every_passport_is_the_agents_owner() {
        var first = passport("agt_1", "pss_1");
        var second = passport("agt_2", "pss_2");
        assertNotEquals(Principal.of(first).text(), Principal.of(second).text());
        assertEquals("prs_1", Principal.behind(first));
        assertEquals("prs_1", Principal.behind(second));
        assertEquals("prs_1", Principal.behind(token("prs_1", Optional.of("grt_1"))));
    }

    @Test
    void behind_what_runs_for_nobody_is_its_subject() {
        assertEquals("cli_1", Principal.behind(token("cli_1", Optional.empty())));
    }
}
