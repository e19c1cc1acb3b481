package dev.carnet.mcp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.connection.Hold.Away;
import dev.carnet.mcp.connection.Hold.Nothing;
import dev.carnet.mcp.connection.Hold.Secret;
import dev.carnet.mcp.connection.Holds.Wanted;
import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.connection.HeldTokens;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.OtherService;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class HoldsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LOOKS = 200;

    private final OtherService other = new OtherService();
    private final World world = World.current();
    private final String workspace = world.workspace();
    private final String server = Connected.server(workspace, "person_oauth", other.mcp());
    private final ConnectionPlace place = place(world.member(workspace, Role.MEMBER));

    @Inject Holds holds;
    @Inject LetterboxStore boxes;

    @AfterEach
    void close() {
        other.close();
    }

    private ConnectionPlace place(String person) {
        return new ConnectionPlace(workspace, Ids.fresh("con"), person, server);
    }

    private Wanted wanted(ConnectionPlace of) {
        return new Wanted(of.workspace(), of.person(), of.server(), other.mcp());
    }

    private Hold now(ConnectionPlace of) {
        return holds.now(wanted(of)).await().atMost(PATIENCE);
    }

    private Hold after(Secret refused) {
        return holds.after(wanted(place), it -> it.text().equals(refused.text()))
                .await()
                .atMost(PATIENCE);
    }

    private Secret secret(Hold hold) {
        return assertInstanceOf(Secret.class, hold);
    }

    private long rows(String condition) {
        return (long)
                world.read(
                        "SELECT count(*) FROM gateway.connection WHERE connection_id = ? AND "
                                + condition,
                        place.connection());
    }

    private long acts(String act) {
        return AuditTrail.of(world, workspace).events(act).size();
    }

    @Test
    void a_token_that_counts_is_used_as_it_is() {
        HeldTokens held = Connected.tokens(other, place, 3600);
        assertEquals(held.accessToken(), secret(now(place)).text());
        assertEquals(List.of(), other.forms);
        assertEquals(1, rows("used_at IS NOT NULL"));
    }

    /// G12: each of fifty people at once gets what is their own, in sessions of their own.
    @Test
    void fifty_people_at_once_hold_what_is_their_own() {
        var people =
                IntStream.range(0, 50)
                        .mapToObj(i -> place(world.member(workspace, Role.MEMBER)))
                        .toList();
        var tokens = people.stream().map(one -> Connected.tokens(other, one, 3600)).toList();
        for (int round = 0; round < 5; round++) {
            List<Hold> all =
                    Uni.join()
                            .all(people.stream().map(one -> holds.now(wanted(one))).toList())
                            .andFailFast()
                            .await()
                            .atMost(PATIENCE);
            for (int i = 0; i < people.size(); i++) {
                assertEquals(tokens.get(i).accessToken(), secret(all.get(i)).text());
            }
            assertEquals(50, all.stream().map(one -> secret(one).principal()).distinct().count());
        }
    }

    /// G13: whoever has no connection of their own has none, whoever else has one.
    @Test
    void nobody_is_lent_the_connection_of_an_owner() {
        Connected.tokens(other, place(world.member(workspace, Role.OWNER)), 3600);
        assertInstanceOf(Nothing.class, now(place));
    }

    @Test
    void of_twenty_who_need_a_newer_token_one_asks_for_it() {
        HeldTokens old = Connected.tokens(other, place, 5);
        List<Hold> all =
                Uni.join()
                        .all(
                                IntStream.range(0, 20)
                                        .mapToObj(i -> holds.now(wanted(place)))
                                        .toList())
                        .andFailFast()
                        .await()
                        .atMost(PATIENCE);
        assertEquals(1, all.stream().map(one -> secret(one).text()).distinct().count());
        assertNotEquals(old.accessToken(), secret(all.getFirst()).text());
        assertEquals(1, other.forms.size());
        assertEquals(1, rows("generation = 2 AND claim IS NULL"));
        assertEquals(1, acts("connection.renew"));
        assertEquals(secret(all.getFirst()).text(), secret(now(place)).text());
        assertEquals(1, other.forms.size());
    }

    /// K10: what the provider takes no longer is renewed once, and then the person connects anew.
    @Test
    void a_refused_token_is_renewed_once() {
        Connected.tokens(other, place, 3600);
        Secret first = secret(now(place));
        Secret second = secret(after(first));
        assertNotEquals(first.text(), second.text());
        assertEquals(first.principal(), second.principal());
        assertEquals(second.text(), secret(after(first)).text(), "somebody who comes late");
        assertEquals(1, other.forms.size());
        assertInstanceOf(Nothing.class, after(second));
        assertEquals(1, other.forms.size());
        assertEquals(1, rows("expired_at IS NOT NULL"));
        assertEquals(1, acts("connection.expire"));
    }

    /// K10: revoked at the provider.
    @Test
    void what_was_revoked_at_the_provider_shows_as_expired() {
        Connected.tokens(other, place, 3600);
        other.withdraw(place.person());
        assertInstanceOf(Nothing.class, after(secret(now(place))));
        assertInstanceOf(Nothing.class, now(place));
        assertEquals(1, rows("expired_at IS NOT NULL"));
        assertEquals(1, other.forms.size());
    }

    /// G9: the provider has replaced the token, and it could not be saved.
    @Test
    void a_token_that_may_be_spent_is_never_sent_again() {
        Connected.tokens(other, place, 5);
        String guard = "connection_test_" + Ids.fresh("x").substring(2);
        other.afterRenewal =
                () ->
                        world.write(
                                "ALTER TABLE gateway.connection ADD CONSTRAINT %s CHECK (connection_id <> '%s' OR generation < 2)"
                                        .formatted(guard, place.connection()));
        assertThrows(RuntimeException.class, () -> now(place));
        world.write("ALTER TABLE gateway.connection DROP CONSTRAINT " + guard);
        assertEquals(1, rows("claim IS NOT NULL AND generation = 1"));
        world.write(
                "UPDATE gateway.connection SET claimed_until = now() - interval '1 second' WHERE"
                        + " connection_id = ?",
                place.connection());
        assertInstanceOf(Nothing.class, now(place));
        assertInstanceOf(Nothing.class, now(place));
        assertEquals(1, other.forms.size());
        assertEquals(1, rows("expired_at IS NOT NULL"));
    }

    @Test
    void a_provider_that_is_away_costs_a_call_and_no_connection() {
        Connected.tokens(other, place, 5);
        other.tokenStatus = 503;
        assertInstanceOf(Away.class, now(place));
        other.tokenStatus = 429;
        assertInstanceOf(Away.class, now(place));
        other.tokenStatus = 200;
        assertTrue(secret(now(place)).text().startsWith("at-"));
        assertEquals(3, other.forms.size());
    }

    @Test
    void what_was_given_for_an_address_goes_to_no_other() {
        Connected.tokens(other, place, 3600);
        var moved = new Wanted(workspace, place.person(), server, other.mcp() + "/v2");
        assertInstanceOf(Nothing.class, holds.now(moved).await().atMost(PATIENCE));
        assertInstanceOf(Secret.class, now(place));
    }

    @Test
    void a_key_is_opened_for_its_person_and_refused_for_good() {
        Connected.key(place, other.mcp(), "sk-1234");
        Secret key = secret(now(place));
        assertEquals("sk-1234", key.text());
        assertTrue(key.key());
        assertInstanceOf(Nothing.class, after(key));
        assertEquals(1, rows("expired_at IS NOT NULL"));
    }

    /// K10: what has ended counts for nobody at once; then the provider is told, and it is gone.
    @Test
    void what_has_ended_is_revoked_at_the_provider_and_forgotten() {
        HeldTokens held = Connected.tokens(other, place, 3600);
        world.write(
                "UPDATE gateway.connection SET ended_at = now(), next_try_at = now() WHERE"
                        + " connection_id = ?",
                place.connection());
        assertInstanceOf(Nothing.class, now(place));
        awaitGone();
        assertEquals(List.of(held.refreshToken().orElseThrow()), other.revoked);
    }

    @Test
    void who_leaves_the_workspace_leaves_no_connection() {
        Connected.tokens(other, place, 3600);
        world.write("DELETE FROM auth.member WHERE person_id = ?", place.person());
        assertInstanceOf(Nothing.class, now(place));
        awaitGone();
        assertEquals(1, other.revoked.size());
    }

    private void awaitGone() {
        for (int i = 0; i < LOOKS && rows("true") > 0; i++) {
            AuditTrail.pause();
        }
        assertEquals(0, rows("true"));
    }

    @Test
    void a_letter_opens_for_its_own_connection_only() {
        Connected.tokens(other, place, 3600);
        String thief = world.member(workspace, Role.MEMBER);
        world.write(
                "UPDATE gateway.connection SET person_id = ? WHERE connection_id = ?",
                thief,
                place.connection());
        var stolen = new Wanted(workspace, thief, server, other.mcp());
        assertInstanceOf(Nothing.class, holds.now(stolen).await().atMost(PATIENCE));
    }
}
