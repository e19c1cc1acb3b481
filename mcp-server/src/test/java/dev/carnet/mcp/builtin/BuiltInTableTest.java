package dev.carnet.mcp.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.Tools;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class BuiltInTableTest {

    private static final String READING =
            "whoami list_keys list_agents verify_passport list_passports gate_result";
    private static final String AUDIT =
            "audit_list audit_head audit_verify events_list reviews_list policy_check posture";

    @Inject Tools tools;

    @ParameterizedTest
    @CsvSource({
        "OWNER,    list_clients create_key register_agent issue_passport revoke event_resolve event_snooze"
                + " review_decide audit",
        "ADMIN,    list_clients create_key register_agent issue_passport revoke event_resolve event_snooze"
                + " review_decide audit",
        "OPERATOR, list_clients create_key register_agent issue_passport revoke event_resolve event_snooze"
                + " review_decide audit",
        "MEMBER,   create_key register_agent issue_passport revoke",
        "VIEWER,   create_key",
        "AUDITOR,  list_clients create_key audit"
    })
    void a_role_sees_its_tools_and_no_others(Role role, String more) {
        String expected = READING + " get_credential " + more.replace("audit", AUDIT);
        assertEquals(Set.of(expected.split(" ", -1)), names(role, EnumSet.allOf(Scope.class)));
    }

    @ParameterizedTest
    @CsvSource({"OWNER, list_clients audit", "MEMBER, ''", "AUDITOR, list_clients audit"})
    void a_key_that_only_reads_sees_only_what_it_may_call(Role role, String more) {
        String expected = (READING + " " + more.replace("audit", AUDIT)).strip();
        assertEquals(Set.of(expected.split(" ", -1)), names(role, Set.of(Scope.READ)));
    }

    /// D8, H5: of what hands out a secret nothing is kept behind a gate.
    @Test
    void what_hands_out_a_secret_is_kept_nowhere() {
        Set<String> fleeting =
                tools.visible(Viewer.of(keyOf(Role.OWNER, EnumSet.allOf(Scope.class)))).stream()
                        .filter(Tool::fleeting)
                        .map(Tool::name)
                        .collect(Collectors.toSet());
        assertEquals(Set.of("get_credential", "create_key", "issue_passport"), fleeting);
    }

    private Set<String> names(Role role, Set<Scope> scopes) {
        return tools.visible(Viewer.of(keyOf(role, scopes))).stream()
                .map(Tool::name)
                .collect(Collectors.toSet());
    }

    private static Caller keyOf(Role role, Set<Scope> scopes) {
        Credential key = new Credential.Key("key_1", "prs_1", true, Optional.of(Instant.EPOCH));
        return new Caller("ws_1", "prs_1", role, scopes, key, Optional.empty());
    }

    /// H2, H3: only who has checkpoints can report, and whatever the passport is for, they can.
    @ParameterizedTest
    @CsvSource({"LOGGED, true", "ENFORCED, true", "STANDARD, false"})
    void only_passports_with_checkpoints_report(Mandate.Mode mode, boolean reports) {
        Set<String> names =
                tools.visible(Viewer.of(agent(mode))).stream()
                        .map(Tool::name)
                        .collect(Collectors.toSet());
        assertEquals(reports, names.contains("checkpoint"));
        assertEquals(reports, names.contains("checkout"));
        assertTrue(names.contains("whoami"));
        assertFalse(names.contains("list_agents"), "outside of what the passport is for");
    }

    private static Caller agent(Mandate.Mode mode) {
        var notes =
                new Service("srv_1", "notes", Set.of("read"), Optional.empty(), List.of(), false);
        var mandate =
                new Mandate(
                        mode,
                        Optional.of(Duration.ofMinutes(5))
                                .filter(_ -> mode != Mandate.Mode.STANDARD),
                        List.of(),
                        Optional.of(List.of(notes)),
                        Optional.empty(),
                        List.of());
        var passport =
                new Credential.Passport(
                        "psp_1", "agt_1", "prs_1", "pss_1", "x", 1, Instant.MAX, mandate);
        return new Caller(
                "ws_1", "agt_1", Role.MEMBER, Set.of(Scope.READ), passport, Optional.empty());
    }
}
