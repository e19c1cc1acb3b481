package dev.carnet.mcp.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");
    private static final Credential PERSON =
            new Credential.AccessToken("jti", "cli_1", Optional.of("grt_1"), 1, LATER);
    private static final Credential SERVICE =
            new Credential.AccessToken("jti", "cli_1", Optional.empty(), 1, LATER);
    private static final Credential PASSPORT =
            new Credential.Passport("jti", "agt_1", "prs_1", "pss_1", "intent", 1, LATER);
    private static final Credential KEY =
            new Credential.Key("key_1", "prs_1", true, Optional.empty());
    private static final Need OPERATE =
            Need.of(Role.OPERATORS, Scope.READ, Scope.WRITE, Scope.OPERATE);

    @Test
    void allows_whom_role_and_scopes_allow() {
        assertEquals(
                new Access.Allowed(Verdict.Ground.NONE),
                Access.of(caller(Role.OWNER, EnumSet.allOf(Scope.class), PERSON), OPERATE));
    }

    @Test
    void hides_what_the_role_denies_whatever_the_scopes_are() {
        for (Role role : Set.of(Role.MEMBER, Role.VIEWER, Role.AUDITOR)) {
            assertEquals(
                    new Access.Hidden("role"),
                    Access.of(caller(role, EnumSet.allOf(Scope.class), PERSON), OPERATE));
        }
    }

    @Test
    void lists_what_only_lacks_a_scope_for_a_person_and_names_every_scope() {
        assertEquals(
                new Access.StepUp(EnumSet.allOf(Scope.class)),
                Access.of(caller(Role.OWNER, Set.of(Scope.READ), PERSON), OPERATE));
    }

    @Test
    void hides_what_lacks_a_scope_from_keys_passports_and_services() {
        for (Credential credential : Set.of(SERVICE, PASSPORT, KEY, new Credential.Page("prs"))) {
            assertEquals(
                    new Access.Hidden("scope"),
                    Access.of(caller(Role.OWNER, Set.of(Scope.READ), credential), OPERATE));
        }
    }

    @Test
    void hides_what_has_no_need_at_all_because_somebody_forgot_it() {
        var forgotten = new Need(Set.of(), Role.EVERYBODY);
        assertInstanceOf(
                Access.Hidden.class,
                Access.of(caller(Role.OWNER, EnumSet.allOf(Scope.class), PERSON), forgotten));
    }

    private static Caller caller(Role role, Set<Scope> scopes, Credential credential) {
        return new Caller("ws_1", "prs_1", role, scopes, credential, Optional.empty());
    }
}
