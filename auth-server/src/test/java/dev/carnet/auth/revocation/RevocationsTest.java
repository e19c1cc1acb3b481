package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.revocation.RevocationOutcome.Ended;
import dev.carnet.auth.revocation.RevocationOutcome.Unknown;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.caller.Identification.Known;
import dev.carnet.shared.caller.Identification.Refused;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RevocationsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject Revocations revocations;
    @Inject Endings endings;
    @Inject EndingsStore ending;
    @Inject CallerCheck callers;
    @Inject PictureHolder pictures;

    private final World world = World.current();
    private final String workspace = world.workspace();
    private final String person = world.member(workspace, Role.ADMIN);

    @AfterEach
    void forgetInventedReplicas() {
        world.write("DELETE FROM feed.replica WHERE replica_id = 'rep_silent'");
    }

    @Test
    void ends_every_token_of_a_member_that_was_issued_before() {
        String client = world.client();
        String grant = world.grant(workspace, person, client);
        String token = token(claims().grant(grant).client(client).seq(seq()));
        String personal = world.key(workspace, person, true, true).text();
        String workspaceKey = world.key(workspace, person, false, true).text();
        String agent = world.agent(workspace, person);
        String passport = passport(agent);
        assertInstanceOf(Known.class, identify(token));

        var counts = ended(RevocationType.MEMBER, person).counts();

        assertEquals(1, counts.get("grants"));
        assertEquals(1, counts.get("keys"));
        assertEquals(1, counts.get("passports"));
        assertEquals("member_revoked", refusal(token));
        assertEquals("key_unknown", refusal(personal));
        assertEquals("member_revoked", refusal(passport));
        assertInstanceOf(Known.class, identify(workspaceKey));
        assertInstanceOf(Known.class, identify(token(claims().seq(seq()))));
    }

    @Test
    void ends_a_client_in_this_workspace_only() {
        String client = world.client();
        String elsewhere = world.workspace();
        String other = world.member(elsewhere, Role.MEMBER);
        String grantHere = world.grant(workspace, person, client);
        String grantThere = world.grant(elsewhere, other, client);
        String here = token(claims().client(client).grant(grantHere).seq(seq()));
        String there =
                token(world.claims(elsewhere, other).client(client).grant(grantThere).seq(seq()));

        assertEquals(1, ended(RevocationType.CLIENT, client).counts().get("grants"));

        assertEquals(
                "grant",
                world.read(
                        "SELECT 'grant' FROM auth.grant_ WHERE grant_id = ?"
                                + " AND revoked_at IS NULL",
                        grantThere));
        assertEquals("client_revoked", refusal(here));
        assertInstanceOf(Known.class, identify(there));
        assertNull(world.read("SELECT revoked_at FROM auth.client WHERE client_id = ?", client));
    }

    @Test
    void blocks_a_client_that_belongs_to_the_workspace() {
        String client = world.client();
        world.write(
                "UPDATE auth.client SET workspace_id = ? WHERE client_id = ?", workspace, client);
        String token = token(claims().service(client).seq(seq()));

        assertEquals(1, ended(RevocationType.CLIENT, client).counts().get("clients"));

        assertEquals("client_revoked", refusal(token));
        assertTrue(ended(RevocationType.CLIENT, client).already());
    }

    /// W14: without any help of the client.
    @Test
    void ends_a_grant_with_its_refresh_tokens() {
        String grant = world.grant(workspace, person, world.client());
        world.write(
                """
                INSERT INTO auth.refresh (hash, workspace_id, grant_id, client_id, person_id, scope,
                  resource, issued_at, expires_at)
                VALUES (?, ?, ?, 'cli', ?, '', '', clock_timestamp(), clock_timestamp() + interval '1 day')
                """,
                Ids.characters(10).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                workspace,
                grant,
                person);
        String token = token(claims().grant(grant));

        var ended = ended(RevocationType.GRANT, grant);

        assertEquals(1, ended.counts().get("grants"));
        assertEquals(1, ended.counts().get("refresh_tokens"));
        assertEquals("grant_revoked", refusal(token));
    }

    @Test
    void suspends_an_agent_with_its_passports() {
        String agent = world.agent(workspace, person);
        String passport = passport(agent);
        assertInstanceOf(Known.class, identify(passport));

        var ended = ended(RevocationType.AGENT, agent);

        assertEquals(1, ended.counts().get("agents"));
        assertEquals(1, ended.counts().get("passports"));
        assertEquals("agent_revoked", refusal(passport));
        String later = token(claims().passport(agent, person).seq(seq()));
        assertEquals("agent_suspended", refusal(later));
    }

    @Test
    void ends_one_passport_and_no_other() {
        String agent = world.agent(workspace, person);
        TestClaims claims = claims().passport(agent, person);
        insertPassport(claims);
        String other = passport(agent);

        assertEquals(
                1, ended(RevocationType.PASSPORT, claims.build().jti()).counts().get("passports"));

        assertEquals("passport_revoked", refusal(world.token(claims)));
        assertInstanceOf(Known.class, identify(other));
    }

    @Test
    void ends_a_passport_session() {
        TestClaims claims = claims().passport(world.agent(workspace, person), person);
        insertPassport(claims);

        assertEquals(
                1,
                ended(RevocationType.PASSPORT, claims.build().session().orElseThrow())
                        .counts()
                        .get("passports"));

        assertEquals("passport_revoked", refusal(world.token(claims)));
    }

    @Test
    void ends_a_key_and_the_tokens_it_was_exchanged_for() {
        var key = world.key(workspace, person, true, true);
        String exchanged = token(claims().forKey(key.id()));
        assertInstanceOf(Known.class, identify(exchanged));

        assertEquals(1, ended(RevocationType.KEY, key.id()).counts().get("keys"));

        assertEquals("key_unknown", refusal(key.text()));
        assertEquals("key_revoked", refusal(exchanged));
    }

    @Test
    void ends_one_token() {
        TestClaims claims = claims();

        assertEquals(1, ended(RevocationType.TOKEN, claims.build().jti()).counts().get("tokens"));

        assertEquals("token_revoked", refusal(world.token(claims)));
    }

    @Test
    void answers_already_the_second_time_in_the_same_shape() {
        String grant = world.grant(workspace, person, world.client());
        Ended first = ended(RevocationType.GRANT, grant);
        long seq = seq();

        Ended second = ended(RevocationType.GRANT, grant);

        assertFalse(first.already());
        assertTrue(second.already());
        assertEquals(List.copyOf(first.counts().keySet()), List.copyOf(second.counts().keySet()));
        assertEquals(0, second.counts().values().stream().mapToInt(Integer::intValue).sum());
        assertEquals(seq, seq());
    }

    @ParameterizedTest
    @EnumSource(
            value = RevocationType.class,
            names = {"TOKEN", "RULE"},
            mode = EnumSource.Mode.EXCLUDE)
    void does_not_know_the_ids_of_another_workspace(RevocationType type) {
        String elsewhere = world.workspace();
        String owner = world.member(elsewhere, Role.OWNER);
        String client = world.client();
        String agent = world.agent(elsewhere, owner);
        TestClaims passport = world.claims(elsewhere, owner).passport(agent, owner);
        insertPassport(passport);
        String id =
                switch (type) {
                    case PASSPORT -> passport.build().jti();
                    case TOKEN, RULE -> throw new AssertionError();
                    case GRANT -> world.grant(elsewhere, owner, client);
                    case CLIENT -> clientOf(elsewhere);
                    case AGENT, AGENT_PASSPORTS -> agent;
                    case KEY -> world.key(elsewhere, owner, true, true).id();
                    case MEMBER -> owner;
                    case ISSUER -> issuerOf(elsewhere);
                    case CONNECTION -> connectionOf(elsewhere, owner);
                    case SERVER -> Trees.server(world, elsewhere);
                    case WORKSPACE -> elsewhere;
                };

        assertInstanceOf(Unknown.class, revoke(type, id).await().atMost(PATIENCE));
    }

    private String issuerOf(String elsewhere) {
        world.write(
                """
                INSERT INTO auth.trusted_issuer (workspace_id, issuer_id, kind, name, issuer,
                    algorithms, scopes, clients, audiences, rules)
                VALUES (?, 'tis_' || ?, 'id-jag', 'a', 'https://a.example', '{}', '{}', '{}',
                    '{}', '[]')
                """,
                elsewhere,
                elsewhere);
        return "tis_" + elsewhere;
    }

    private String connectionOf(String elsewhere, String owner) {
        world.write(
                """
                INSERT INTO gateway.connection (workspace_id, connection_id, server_id, person_id, kind,
                    resource, letter, renewable, created_at)
                VALUES (?, 'con_' || ?, 'srv_x', ?, 'key', 'https://a.example', '', true, now())
                """,
                elsewhere,
                elsewhere,
                owner);
        return "con_" + elsewhere;
    }

    @Test
    void of_two_at_once_one_ends_it() {
        for (int round = 0; round < 50; round++) {
            String grant = world.grant(workspace, person, world.client());
            var both =
                    Uni.join()
                            .all(
                                    revoke(RevocationType.GRANT, grant),
                                    revoke(RevocationType.GRANT, grant))
                            .andFailFast()
                            .await()
                            .atMost(PATIENCE);
            assertEquals(
                    1,
                    both.stream()
                            .filter(one -> one instanceof Ended end && !end.already())
                            .count());
        }
    }

    /// Who ends many grants locks them in one order, whatever they have in common: nobody waits for
    /// somebody who waits for them.
    @Test
    void of_those_who_end_many_at_once_none_waits_for_ever() {
        List<String> clients = List.of(world.client(), world.client(), world.client());
        for (int round = 0; round < 50; round++) {
            grants(clients);
            var all =
                    Uni.join()
                            .all(
                                    revoke(RevocationType.MEMBER, person).replaceWithVoid(),
                                    block(clients),
                                    block(clients.reversed()),
                                    endings.grantsOf(person, "", event -> event, _ -> event())
                                            .replaceWithVoid())
                            .andFailFast();
            assertEquals(4, all.await().atMost(PATIENCE).size());
            assertEquals(
                    0L,
                    world.read(
                            "SELECT count(*) FROM auth.grant_ WHERE person_id = ?"
                                    + " AND revoked_at IS NULL",
                            person),
                    "round " + round);
        }
    }

    /// What a rule does that blocks those clients.
    private Uni<Void> block(List<String> clients) {
        return endings.run(
                        "client_policy",
                        transaction ->
                                ending.clients(transaction, workspace, clients)
                                        .map(ended -> new Endings.Work<>(ended, List.of(), true)))
                .replaceWithVoid();
    }

    private static Uni<Optional<Event>> event() {
        return Uni.createFrom()
                .item(Optional.of(Event.of(Event.SYSTEM, "password.change", Instant.now())));
    }

    private void grants(List<String> clients) {
        world.write(
                """
                INSERT INTO auth.grant_
                  (workspace_id, grant_id, person_id, client_id, scope, resource, label)
                SELECT ?, 'grt_' || md5(random()::text), ?, client, 'carnet:read', 'x', 'Test'
                FROM unnest(string_to_array(?, ' ')) AS client, generate_series(1, 8)
                ORDER BY random()
                """,
                workspace,
                person,
                String.join(" ", clients));
    }

    @Test
    void waits_for_a_silent_replica_and_not_for_one_that_refuses_by_itself() {
        inventReplica("0 seconds");
        long silent = millisToEndAGrant();
        inventReplica("3 seconds");
        long refusing = millisToEndAGrant();

        assertTrue(silent >= 1000, silent + " ms");
        assertTrue(refusing < silent, refusing + " ms, against " + silent + " ms");
    }

    private long millisToEndAGrant() {
        String grant = world.grant(workspace, person, world.client());
        long start = System.nanoTime();
        ended(RevocationType.GRANT, grant);
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void leaves_an_entry_without_the_words_of_the_reason() {
        String grant = world.grant(workspace, person, world.client());

        ended(RevocationType.GRANT, grant);

        String data =
                String.valueOf(
                        world.read(
                                """
                                SELECT string_agg(convert_from(data, 'UTF8'), '') FROM audit.entry
                                JOIN audit.log USING (log_id) WHERE workspace_id = ?
                                """,
                                workspace));
        assertTrue(data.contains("\"act\":\"revocation\""), data);
        assertTrue(data.contains(grant), data);
        assertFalse(data.contains("found on a bus"), data);
    }

    @Test
    void forgets_what_nothing_alive_is_concerned_by() {
        String old = Ids.fresh("jti");
        String young = Ids.fresh("jti");
        ended(RevocationType.TOKEN, old);
        ended(RevocationType.TOKEN, young);
        world.write(
                "UPDATE auth.revocation SET keep_until = clock_timestamp() - interval '1 s' WHERE"
                        + " id = ?",
                old);

        assertNotEquals(0, revocations.forgetOld().await().atMost(PATIENCE));

        assertEquals(0L, world.read("SELECT count(*) FROM auth.revocation WHERE id = ?", old));
        assertEquals(1L, world.read("SELECT count(*) FROM auth.revocation WHERE id = ?", young));
    }

    /// E1, C6: a passport may be renewed for a day after its end, and what ended it is known as
    /// long.
    @Test
    void remembers_for_as_long_as_a_passport_may_be_renewed() {
        String agent = world.agent(workspace, person);
        String grant = world.grant(workspace, person, world.client());
        ended(RevocationType.AGENT, agent);
        endings.grantsOf(person, "", event -> event, _ -> event()).await().atMost(PATIENCE);
        world.write(
                "UPDATE auth.revocation SET keep_until = keep_until - interval '25 hours' WHERE id"
                        + " IN (?, ?)",
                agent,
                grant);

        revocations.forgetOld().await().atMost(PATIENCE);

        assertEquals(
                2L,
                world.read(
                        "SELECT count(*) FROM auth.revocation WHERE id IN (?, ?)", agent, grant));
    }

    private Uni<RevocationOutcome> revoke(RevocationType type, String id) {
        return revocations.revoke(
                new RevocationOrder(
                        workspace,
                        type,
                        id,
                        "found on a bus",
                        Event.of(workspace, "revocation", Instant.now()).with("sub", person)));
    }

    private Ended ended(RevocationType type, String id) {
        return assertInstanceOf(Ended.class, revoke(type, id).await().atMost(PATIENCE));
    }

    private TestClaims claims() {
        return world.claims(workspace, person);
    }

    private String token(TestClaims claims) {
        return world.token(claims);
    }

    private String passport(String agent) {
        TestClaims claims = claims().passport(agent, person).seq(seq());
        insertPassport(claims);
        return world.token(claims);
    }

    private void insertPassport(TestClaims claims) {
        var built = claims.build();
        world.write(
                """
                INSERT INTO auth.passport (workspace_id, jti, agent_id, owner_id, passport_session, scope,
                  intent, issued_by, issued_at, expires_at)
                VALUES (?, ?, ?, ?, ?, '', '', '', clock_timestamp(), clock_timestamp() + interval '5 min')
                """,
                built.workspace(),
                built.jti(),
                built.agent().orElseThrow(),
                built.owner().orElseThrow(),
                built.session().orElseThrow());
    }

    private String clientOf(String elsewhere) {
        String client = world.client();
        world.write(
                "UPDATE auth.client SET workspace_id = ? WHERE client_id = ?", elsewhere, client);
        return client;
    }

    private void inventReplica(String age) {
        world.write(
                """
                INSERT INTO feed.replica (replica_id, service, applied_seq, seen_at)
                VALUES ('rep_silent', 'mcp-server', 0, clock_timestamp() - ?::interval)
                ON CONFLICT (replica_id) DO UPDATE SET seen_at = excluded.seen_at
                """,
                age);
    }

    private long seq() {
        world.settle();
        return assertInstanceOf(Fresh.class, pictures.current()).picture().seq();
    }

    private Identification identify(String credential) {
        world.settle();
        return callers.identify(
                Optional.of("Bearer " + credential), Optional.empty(), world.mcpUrl());
    }

    private String refusal(String credential) {
        return assertInstanceOf(Refused.class, identify(credential)).reason();
    }
}
