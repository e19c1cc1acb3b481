package dev.carnet.shared.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.change.AgentState.Status;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.change.ChangeBody.SigningKeyChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.change.UnknownChange;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {

    private static final String WS = "ws_1";
    private final HandPicture hand = new HandPicture();

    @BeforeEach
    void people() {
        hand.workspace(WS)
                .workspace("ws_2")
                .member(WS, "prs_1", Role.ADMIN)
                .member("ws_2", "prs_1", Role.VIEWER)
                .agent(WS, "agt_1", "prs_1", Status.ACTIVE);
    }

    private static Ties ties(String workspace, long seq) {
        return new Ties(
                workspace,
                seq,
                Optional.of("tok_1"),
                Optional.of("psp_1"),
                Optional.of("pss_1"),
                Optional.of("grt_1"),
                Optional.empty(),
                Optional.of("cli_1"),
                workspace.equals(WS) ? Optional.of("agt_1") : Optional.empty(),
                Optional.of("prs_1"),
                List.of());
    }

    private static Ties actedFor(List<String> actors) {
        Optional<String> none = Optional.empty();
        return new Ties(
                WS,
                3,
                Optional.of("tok_1"),
                none,
                Optional.of("tis_1"),
                none,
                none,
                none,
                none,
                none,
                actors);
    }

    /// V38: who acts for somebody takes the token along, at any place of the chain.
    @ParameterizedTest
    @CsvSource({
        "client, cli_9, client_revoked",
        "agent, agt_1, agent_revoked",
        "member, prs_1, member_revoked",
        "issuer, tis_1, issuer_revoked"
    })
    void what_ends_an_actor_or_an_issuer_ends_what_rests_on_it(
            String type, String id, String reason) {
        var ties = actedFor(List.of("cli_8", "agt_1", "prs_1", "cli_9"));
        assertEquals(Optional.empty(), hand.now().revocation(ties));
        hand.revoke(WS, type, id);
        assertEquals(Optional.of(reason), hand.now().revocation(ties));
    }

    @Test
    void an_actor_that_is_gone_ends_the_token() {
        assertEquals(
                Optional.of("not_a_member"), hand.now().revocation(actedFor(List.of("prs_9"))));
        assertEquals(
                Optional.of("agent_suspended"), hand.now().revocation(actedFor(List.of("agt_9"))));
    }

    private Optional<String> objection(long seq) {
        return hand.now().revocation(ties(WS, seq));
    }

    @ParameterizedTest
    @CsvSource({
        "token, tok_1, token_revoked",
        "passport, psp_1, passport_revoked",
        "passport, pss_1, passport_revoked",
        "grant, grt_1, grant_revoked"
    })
    void what_is_revoked_by_id_is_dead_whenever_it_was_issued(String type, String id, String code) {
        hand.revoke(WS, type, id);
        assertEquals(Optional.of(code), objection(0));
        assertEquals(Optional.of(code), objection(Long.MAX_VALUE));
        assertEquals(Optional.empty(), hand.now().revocation(ties("ws_2", 0)));
    }

    /// G5: names that give the same string when they are put together are still two.
    @ParameterizedTest
    @CsvSource({
        "ws_, 1cli_1, ws_1, cli_1",
        "ws_1, cli_1, ws_1c, li_1",
        "ws_1/cli, 1, ws_1, cli/1",
        "ws_1 client, cli_1, ws_1, client cli_1"
    })
    void two_ids_never_become_one(String workspace, String id, String other, String otherId) {
        hand.workspace(workspace).workspace(other).revoke(workspace, "token", id);
        assertEquals(Optional.of("token_revoked"), hand.now().revocation(token(workspace, id)));
        assertEquals(Optional.empty(), hand.now().revocation(token(other, otherId)));
    }

    private static Ties token(String workspace, String id) {
        return new Ties(
                workspace,
                0,
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "client, cli_1, client_revoked",
        "agent, agt_1, agent_revoked",
        "member, prs_1, member_revoked"
    })
    void a_principal_is_dead_for_who_had_not_seen_it(String type, String id, String code) {
        hand.revoke(WS, type, id);
        long seq = hand.now().seq();
        assertEquals(Optional.of(code), objection(seq - 1));
        assertEquals(Optional.empty(), objection(seq));
        assertEquals(Optional.empty(), hand.now().revocation(ties("ws_2", 0)));
    }

    @Test
    void the_later_revocation_counts() {
        hand.revoke(WS, "member", "prs_1");
        long first = hand.now().seq();
        hand.revoke(WS, "member", "prs_1");
        assertEquals(Optional.of("member_revoked"), objection(first));
    }

    @Test
    void a_suspended_or_deleted_agent_ends_whatever_was_issued() {
        hand.agent(WS, "agt_1", "prs_1", Status.SUSPENDED);
        assertEquals(Optional.of("agent_suspended"), objection(Long.MAX_VALUE));
        hand.agent(WS, "agt_1", "prs_1", Status.ACTIVE);
        assertEquals(Optional.empty(), objection(Long.MAX_VALUE));
        hand.agent(WS, "agt_1", "prs_1", Status.DELETED);
        assertEquals(Optional.of("agent_suspended"), objection(Long.MAX_VALUE));
    }

    @Test
    void who_is_no_member_any_more_has_no_role_and_no_tokens() {
        hand.change(WS, new MemberChanged("prs_1", Optional.empty()));
        assertEquals(Optional.empty(), hand.now().role(WS, "prs_1"));
        assertEquals(Optional.of("not_a_member"), objection(Long.MAX_VALUE));
        assertEquals(Optional.of(Role.VIEWER), hand.now().role("ws_2", "prs_1"));
    }

    @Test
    void a_closed_workspace_ends_everything_in_it() {
        hand.change(WS, new WorkspaceChanged("gone", true));
        assertEquals(Optional.of("workspace_closed"), objection(Long.MAX_VALUE));
        assertEquals(Optional.empty(), hand.now().role(WS, "prs_1"));
    }

    @Test
    void a_picture_that_is_held_does_not_change() {
        Picture held = hand.now();
        hand.revoke(WS, "grant", "grt_1").member(WS, "prs_2", Role.OWNER);
        assertEquals(Optional.empty(), held.revocation(ties(WS, 0)));
        assertEquals(Optional.empty(), held.role(WS, "prs_2"));
    }

    @Test
    void revocations_are_forgotten_when_nothing_they_end_can_be_alive() {
        Instant end = Instant.parse("2026-01-01T00:00:00Z");
        hand.change(WS, new Revoked("grant", "grt_1", "", end));
        assertFalse(hand.now().revocations().keptAt(end).rows().isEmpty());
        assertTrue(hand.now().revocations().keptAt(end.plusMillis(1)).rows().isEmpty());
    }

    @Test
    void a_signing_key_verifies_until_it_is_retired() {
        Instant end = Instant.parse("2026-01-01T00:00:00Z");
        String jwk =
                """
                {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                """;
        hand.change(
                "*",
                new SigningKeyChanged(
                        new SigningKeyState("sig_1", "ES256", jwk, end, Optional.of(end))));
        assertTrue(hand.now().verificationKey("sig_1", end.minusMillis(1)).isPresent());
        assertTrue(hand.now().verificationKey("sig_1", end).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RS256 | {\"kty\":\"EC\"}",
                "ES256 | {\"kty\":\"EC\"}",
                "ES256 | nothing",
                "none | {}"
            })
    void a_signing_key_it_cannot_read_is_not_understood(String algorithm, String jwk) {
        assertThrows(
                UnknownChange.class,
                () ->
                        hand.change(
                                "*",
                                new SigningKeyChanged(
                                        new SigningKeyState(
                                                "sig_1",
                                                algorithm,
                                                jwk,
                                                Instant.EPOCH,
                                                Optional.empty()))));
    }
}
