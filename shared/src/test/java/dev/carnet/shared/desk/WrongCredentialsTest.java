package dev.carnet.shared.desk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.caller.Identification.Refused;
import dev.carnet.shared.caller.Identification.Refused.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WrongCredentialsTest {

    private static final String HERE = "192.0.2.1";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final WrongCredentials wrong =
            new WrongCredentials(
                    new Clock() {
                        @Override
                        public Instant instant() {
                            return now;
                        }

                        @Override
                        public ZoneOffset getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(java.time.ZoneId zone) {
                            return this;
                        }
                    });

    private boolean isOneTooMany(String address, Kind kind) {
        return wrong.isOneTooMany(address, new Refused("no", "why", kind));
    }

    private void exhaust(Kind kind) {
        for (int n = 0; n < Limits.WRONG_CREDENTIALS; n++) {
            assertFalse(isOneTooMany(HERE, kind));
        }
    }

    /// V17: guessing has an end for a while, and for one network and kind only.
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNKNOWN_KEY", "UNKNOWN_TOKEN"})
    void a_network_has_so_many_wrong_ones_in_a_window(Kind kind) {
        exhaust(kind);
        assertTrue(isOneTooMany(HERE, kind));
        assertFalse(isOneTooMany("192.0.2.2", kind));
        assertFalse(
                isOneTooMany(
                        HERE, kind == Kind.UNKNOWN_KEY ? Kind.UNKNOWN_TOKEN : Kind.UNKNOWN_KEY));
        now = now.plus(Limits.WRONG_CREDENTIAL_WINDOW);
        assertFalse(isOneTooMany(HERE, kind));
    }

    @Test
    void whoever_has_a_network_of_version_6_has_all_of_it() {
        for (int n = 0; n < Limits.WRONG_CREDENTIALS; n++) {
            assertFalse(isOneTooMany("2001:db8:1:2:0:0:0:" + n, Kind.UNKNOWN_KEY));
        }
        assertTrue(isOneTooMany("2001:db8:1:2:9:9:9:9", Kind.UNKNOWN_KEY));
        assertFalse(isOneTooMany("2001:db8:1:3:0:0:0:1", Kind.UNKNOWN_KEY));
    }

    /// A client has to hear that its token is over, however often it asks.
    @Test
    void what_has_ended_or_is_for_another_door_is_no_guess() {
        for (int n = 0; n < 2 * Limits.WRONG_CREDENTIALS; n++) {
            assertFalse(isOneTooMany(HERE, Kind.ENDED_OR_ELSEWHERE));
        }
    }
}
