package dev.carnet.auth.passport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is left of passports that ended long ago.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class EndedPassportsTest {

    @Inject EndedPassports ended;

    private final House house = new House();
    private final World world = house.world();
    private final String member = house.person(Role.MEMBER);
    private final String agent = world.agent(house.workspace(), member);

    private String line(int daysAgo, String parent) {
        String line = Ids.fresh("psp");
        world.write(
                """
                INSERT INTO auth.passport_line (workspace_id, line, parent, agent_id, owner_id,
                    passport_session, mode, life_seconds, began_at, seen_at, checked_at)
                SELECT ?, ?, nullif(?, ''), ?, ?, 'pss_x', 'logged', 900, at, at, at
                FROM (SELECT now() - make_interval(days => ?) AS at) AS then_
                """,
                house.workspace(),
                line,
                parent,
                agent,
                member,
                daysAgo);
        passport(line, daysAgo);
        passport(line, daysAgo);
        world.write(
                """
                INSERT INTO auth.checkpoint (workspace_id, checkpoint_id, line, kind, at,
                    services_used, actions_count, calls_seen, delegated_to, summary, findings)
                VALUES (?, ?, ?, 'checkpoint', now(), '{}', 0, 0, '{}', '', '[]')
                """,
                house.workspace(),
                Ids.fresh("chp"),
                line);
        return line;
    }

    private String passport(String line, int daysAgo) {
        String jti = Ids.fresh("psp");
        world.write(
                """
                INSERT INTO auth.passport (workspace_id, jti, agent_id, owner_id, passport_session,
                    scope, intent, issued_by, issued_at, expires_at, line)
                SELECT ?, ?, ?, ?, 'pss_x', 'carnet:read', '', 'x', at, at, nullif(?, '')
                FROM (SELECT now() - make_interval(days => ?) AS at) AS then_
                """,
                house.workspace(),
                jti,
                agent,
                member,
                line,
                daysAgo);
        return jti;
    }

    private void review(String line, String decision) {
        world.write(
                """
                INSERT INTO auth.review (workspace_id, review_id, line, agent_id, made_at, findings,
                    decision)
                VALUES (?, ?, ?, ?, now(), '[]', nullif(?, ''))
                """,
                house.workspace(),
                Ids.fresh("rev"),
                line,
                agent,
                decision);
    }

    private long rows(String table) {
        return (Long)
                world.read(
                        "SELECT count(*) FROM auth." + table + " WHERE workspace_id = ?",
                        house.workspace());
    }

    private int sweep() {
        return ended.sweep().await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void lines_that_ended_long_ago_go_with_all_of_their_own() {
        String old = line(31, "");
        review(old, "accept");
        passport("", 31);
        line(29, "");
        sweep();
        assertEquals(1, rows("passport_line"));
        assertEquals(2, rows("passport"));
        assertEquals(1, rows("checkpoint"));
        assertEquals(0, rows("review"));
    }

    /// H4: what somebody still has to look at stays, however old it is.
    @Test
    void what_waits_for_a_decision_or_has_younger_children_stays() {
        review(line(300, ""), "");
        line(29, line(31, ""));
        sweep();
        assertEquals(3, rows("passport_line"));
        assertEquals(6, rows("passport"));
        world.write(
                "UPDATE auth.review SET decision = 'accept' WHERE workspace_id = ?",
                house.workspace());
        sweep();
        assertEquals(2, rows("passport_line"));
    }
}
