package dev.carnet.auth.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.workspace.Appointment.Manner;
import dev.carnet.auth.workspace.Appointment.Verdict;
import dev.carnet.shared.workspace.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppointmentTest {

    private static final Optional<Role> NOBODY = Optional.empty();

    @ParameterizedTest
    @EnumSource
    void an_owner_gives_every_role(Role to) {
        assertEquals(Verdict.ALLOWED, verdict(Role.OWNER, NOBODY, Optional.of(to), 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPERATOR", "MEMBER", "VIEWER", "AUDITOR"})
    void an_admin_gives_and_takes_every_role_below(Role role) {
        assertEquals(Verdict.ALLOWED, verdict(Role.ADMIN, NOBODY, Optional.of(role), 1));
        assertEquals(Verdict.ALLOWED, verdict(Role.ADMIN, Optional.of(role), NOBODY, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"OWNER", "ADMIN"})
    void an_admin_neither_gives_nor_takes_a_role_that_is_not_below(Role role) {
        assertEquals(Verdict.NOT_BELOW_OWN_ROLE, verdict(Role.ADMIN, NOBODY, Optional.of(role), 2));
        assertEquals(Verdict.NOT_BELOW_OWN_ROLE, verdict(Role.ADMIN, Optional.of(role), NOBODY, 2));
        assertEquals(
                Verdict.NOT_BELOW_OWN_ROLE,
                verdict(Role.ADMIN, Optional.of(role), Optional.of(Role.VIEWER), 2));
        assertEquals(
                Verdict.NOT_BELOW_OWN_ROLE,
                verdict(Role.ADMIN, Optional.of(Role.VIEWER), Optional.of(role), 2));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPERATOR", "MEMBER", "VIEWER", "AUDITOR"})
    void nobody_raises_themselves(Role role) {
        assertEquals(
                Verdict.NOT_BELOW_OWN_ROLE,
                verdict(role, Optional.of(role), Optional.of(Role.OWNER), 1));
    }

    @Test
    void the_last_owner_stays() {
        Optional<Role> owner = Optional.of(Role.OWNER);
        assertEquals(Verdict.LAST_OWNER, verdict(Role.OWNER, owner, NOBODY, 1));
        assertEquals(Verdict.LAST_OWNER, verdict(Role.OWNER, owner, Optional.of(Role.ADMIN), 1));
        assertEquals(Verdict.ALLOWED, verdict(Role.OWNER, owner, NOBODY, 2));
        assertEquals(Verdict.ALLOWED, verdict(Role.OWNER, owner, owner, 1));
    }

    @ParameterizedTest
    @EnumSource
    void everybody_may_leave_but_the_last_owner(Role role) {
        var leaving = new Appointment(role, Optional.of(role), NOBODY, 1, Manner.OWN);
        assertEquals(role == Role.OWNER ? Verdict.LAST_OWNER : Verdict.ALLOWED, leaving.verdict());
        assertEquals(
                Verdict.ALLOWED,
                new Appointment(role, Optional.of(role), NOBODY, 2, Manner.OWN).verdict());
    }

    @Test
    void an_owner_is_made_only_right_after_a_sign_in() {
        Optional<Role> owner = Optional.of(Role.OWNER);
        for (Optional<Role> from : List.of(NOBODY, Optional.of(Role.ADMIN))) {
            assertEquals(
                    Verdict.NEEDS_FRESH_SIGN_IN,
                    new Appointment(Role.OWNER, from, owner, 1, Manner.OTHERS).verdict());
        }
    }

    private static Verdict verdict(Role by, Optional<Role> from, Optional<Role> to, int owners) {
        return new Appointment(by, from, to, owners, Manner.OTHERS_FRESH).verdict();
    }
}
