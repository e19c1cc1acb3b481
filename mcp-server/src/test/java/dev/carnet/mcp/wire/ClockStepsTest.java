package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A machine's clock is set ahead or back by minutes while the service runs.
@QuarkusTest
@Timeout(90)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class ClockStepsTest {

    private static final int TRIES = 500;

    private final People people = People.fresh();

    @AfterEach
    void setRight() {
        SteppedClock.step(Duration.ZERO);
    }

    private static void set(long seconds) {
        SteppedClock.step(Duration.ofSeconds(seconds));
    }

    private static int status(McpClient client) {
        return client.call("server/discover", "{}").send().status();
    }

    /// E3: no request that begins after the revocation is served, whatever the clock says then, and
    /// whether it was right or wrong when somebody was revoked.
    @ParameterizedTest
    @ValueSource(longs = {-300, -30, 30, 300})
    void whoever_was_revoked_is_served_at_no_time(long seconds) {
        String grant = Ids.fresh("grt");
        String another = Ids.fresh("grt");
        McpClient before = people.known(people.client(people.claims().grant(grant)));
        McpClient during = people.known(people.client(people.claims().grant(another)));
        McpClient free = people.known(people.client());
        people.revoke("grant", grant);
        set(seconds);
        people.revoke("grant", another);
        for (long now : List.of(seconds, 0L, -seconds, seconds / 2)) {
            set(now);
            assertEquals(401, status(before), "at " + now);
            assertEquals(401, status(during), "at " + now);
        }
        set(0);
        people.known(free);
        set(30);
        people.known(free);
    }

    /// E3: how old a picture is no clock says that can be set: nobody is served by an old one.
    @Test
    void a_step_makes_no_old_picture_fresh() {
        McpClient client = people.known(people.client());
        people.world().write("REVOKE SELECT ON feed.change FROM carnet_mcp");
        try {
            for (int i = 0; i < TRIES && status(client) != 503; i++) {
                AuditTrail.pause();
            }
            for (long seconds : List.of(0L, -300L, -30L, 30L, 300L)) {
                set(seconds);
                assertNotEquals(200, status(client), "at " + seconds);
            }
            set(0);
            assertEquals(503, status(client));
        } finally {
            people.world().write("GRANT SELECT ON feed.change TO carnet_mcp");
        }
        people.known(client);
    }
}
