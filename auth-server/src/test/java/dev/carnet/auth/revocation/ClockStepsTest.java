package dev.carnet.auth.revocation;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A machine's clock is set ahead or back by minutes while the service runs.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ClockStepsTest {

    private final Trees trees = new Trees();

    @AfterEach
    void setRight() {
        SteppedClock.step(Duration.ZERO);
    }

    private static void set(long seconds) {
        SteppedClock.step(Duration.ofSeconds(seconds));
    }

    private int refreshed(NearbyCaller caller, String token) throws Exception {
        return caller.post("/passports/refresh", Map.of("token", token)).status();
    }

    /// E3: what was revoked is worth nothing, and brings nothing, whatever the clock says then, and
    /// whether it was right or wrong when it was revoked; what was not is worth what it was.
    @ParameterizedTest
    @ValueSource(longs = {-300, -30, 30, 300})
    void what_was_revoked_is_worth_nothing_at_any_time(long seconds) throws Exception {
        String before = trees.issue(Map.of("agent_id", trees.agent));
        String below = trees.child(before);
        String free = trees.issue(Map.of("agent_id", trees.agent));
        trees.revoke(trees.member, Map.of("type", "passport", "id", trees.jti(before)))
                .statusCode(200);
        set(seconds);
        try (var caller = new NearbyCaller(5_000 + seconds)) {
            for (long now : List.of(seconds, 0L, -seconds, seconds / 2)) {
                set(now);
                for (String ended : List.of(before, below)) {
                    assertFalse(trees.active(ended), "at " + now);
                    assertEquals(401, refreshed(caller, ended), "at " + now);
                }
            }
            set(0);
            assertTrue(trees.active(free));
            assertEquals(200, refreshed(caller, free));
        }
    }

    /// H2: an interval of 60 seconds, and no report: with the 61st the passport is over, is not
    /// renewed, and nobody gets another one for the agent until it reported.
    @Test
    void silence_ends_a_watched_passport_with_its_interval() throws Exception {
        var asked =
                Map.of(
                        "agent_id",
                        trees.agent,
                        "mode",
                        "enforced",
                        "checkpoint_interval_seconds",
                        60,
                        "intent",
                        Map.of("summary", "looks around"));
        String token = trees.issue(asked);
        try (var caller = new NearbyCaller(6_000)) {
            set(50);
            assertTrue(trees.active(token));
            set(61);
            assertEquals(Optional.of("expired"), trees.reason(token));
            assertEquals(401, refreshed(caller, token));
            trees.house
                    .as(trees.member)
                    .body(asked)
                    .post("/passports")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("checkpoint_required"));
        }
    }
}
