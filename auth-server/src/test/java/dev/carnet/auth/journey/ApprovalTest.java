package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page on which people decide about calls that wait for them.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ApprovalTest {

    private final Somebody asker = People.member(Role.MEMBER);
    private final Somebody approver = People.member(asker.workspace(), Role.OPERATOR);
    private final Gate gates = new Gate(asker);

    @BeforeEach
    void forget_attempts() {
        World.current().write("DELETE FROM auth.attempt");
    }

    /// H5: shown with everything it would do, and approved by the right person after signing in.
    @Test
    void shows_who_wants_what_and_takes_the_decision() {
        String gate = gates.waiting("approve", "{\"amount\":1.10,\"to\":\"Bob\"}");
        String path = "/approvals/" + gate;
        Browser browser = new Browser(World.current().issuer());
        Page first = browser.get(path);
        assertEquals(Optional.of("/signin?return=%2Fapprovals%2F" + gate), first.location());
        Page form = browser.get(first.location().orElseThrow());
        assertEquals(
                Optional.of(path),
                browser.signIn(form, approver.email(), People.PASSWORD).location());
        Page page = browser.get(path);
        assertEquals(200, page.status());
        for (String text :
                new String[] {
                    asker.email(),
                    "bank__pay",
                    "bank",
                    "Money leaves the house",
                    "The bank sends it at once",
                    "&quot;amount&quot; : 1.10",
                    "Robot"
                }) {
            assertTrue(page.body().contains(text), text + " in " + page.body());
        }
        assertEquals(Optional.of(path), browser.post(path, with(page, path, "approve")).location());
        assertEquals("approved", gates.state(gate));
        assertTrue(browser.get(path).body().contains("It was approved and waits"));
        assertTrue(Rows.acts(asker.workspace()).contains("gate.approve"));
    }

    /// H5: a rejection is one, and the remark reaches who asked.
    @Test
    void rejects_with_a_remark() {
        String gate = gates.waiting("approve", "{}");
        Browser browser = signedIn(approver);
        var form = with(page(browser, gate), "/approvals/" + gate, "reject");
        form.put("remark", "Not on a Friday");
        browser.post("/approvals/" + gate, form);
        assertEquals("rejected", gates.state(gate));
        assertEquals("Not on a Friday", gates.text(gate, "remark_sealed", Part.REMARK));
        Page after = page(browser, gate);
        assertTrue(after.body().contains("Not on a Friday"));
        assertFalse(after.body().contains("name=\"decision\""));
    }

    /// H6: edit and approve: both versions of the arguments are kept.
    @Test
    void approves_with_changed_arguments_and_keeps_both() {
        String gate = gates.waiting("approve", "{\"amount\":100}");
        Browser browser = signedIn(approver);
        var form = with(page(browser, gate), "/approvals/" + gate, "edit");
        form.put("arguments", "[1]");
        Page wrong = browser.post("/approvals/" + gate, form);
        assertEquals(400, wrong.status());
        assertTrue(wrong.body().contains("must be one JSON object"));
        form.put("arguments", "{\"amount\": 5.00}");
        assertEquals(303, judged("fits", gate, "", browser, form).status());
        assertEquals("approved", gates.state(gate));
        assertEquals("{\"amount\":5.00}", gates.text(gate, "edited_sealed", Part.EDITED));
        assertEquals("{\"amount\":100}", gates.text(gate, "arguments_sealed", Part.ARGUMENTS));
        Page after = page(browser, gate);
        assertTrue(after.body().contains("5.00") && after.body().contains("100"));
    }

    /// H6: what does not fit the tool or the rules is refused on the page with the reason, and
    /// nothing is decided.
    @Test
    void refuses_changed_arguments_that_do_not_fit() {
        String gate = gates.waiting("approve", "{\"amount\":100}");
        Browser browser = signedIn(approver);
        var form = with(page(browser, gate), "/approvals/" + gate, "edit");
        form.put("arguments", "{\"amount\":\"<b>much\"}");
        Page unfit = judged("unfit", gate, "/amount: <b>much is no number", browser, form);
        assertEquals(400, unfit.status());
        assertTrue(unfit.body().contains("/amount: &lt;b&gt;much is no number"), unfit.body());
        assertTrue(unfit.body().contains("&quot;&lt;b&gt;much&quot;"), "what was typed stays");
        Page refused = judged("refused", gate, "", browser, form);
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("rules do not allow them"));
        Page gone = judged("gone", gate, "", browser, form);
        assertTrue(gone.status() == 400 && gone.body().contains("not there any more"));
        assertEquals("waiting", gates.state(gate));
        assertEquals(
                3L,
                Rows.acts(asker.workspace()).stream().filter("gate.edit_refused"::equals).count());
        assertEquals(0L, World.current().read("SELECT count(*) FROM gateway.gate_edit"));
    }

    /// H6: what nobody could check is not approved.
    @Test
    void changed_arguments_that_nobody_checks_are_not_approved() {
        String gate = gates.waiting("approve", "{\"amount\":100}");
        Browser browser = signedIn(approver);
        var form = with(page(browser, gate), "/approvals/" + gate, "edit");
        form.put("arguments", "{\"amount\":5}");
        var sent = CompletableFuture.supplyAsync(() -> browser.post("/approvals/" + gate, form));
        asked(gate);
        World.current().write("DELETE FROM gateway.gate_edit WHERE gate_id = ?", gate);
        Page silent = sent.join();
        assertEquals(409, silent.status());
        assertTrue(silent.body().contains("cannot be checked right now"), silent.body());
        assertEquals("waiting", gates.state(gate));
    }

    /// What a person may not decide they cannot have checked, either.
    @Test
    void nobody_learns_from_a_check_about_calls_that_are_not_theirs() {
        String gate = gates.waiting("approve", "{\"amount\":100}");
        String path = "/approvals/" + gate;
        Browser browser = signedIn(approver);
        var form = with(page(browser, gate), path, "edit");
        form.put("arguments", "{}");
        World.current()
                .write(
                        "UPDATE gateway.gate SET involved = involved || ? WHERE gate_id = ?",
                        approver.id(),
                        gate);
        assertEquals(404, browser.post(path, form).status());
        Browser own = signedIn(asker);
        form.put("csrf", with(page(own, gate), "/signout", "edit").get("csrf"));
        assertEquals(400, own.post(path, form).status());
        assertEquals(0L, World.current().read("SELECT count(*) FROM gateway.gate_edit"));
    }

    /// H6: with a quorum, an edit takes back what others approved, and an old form counts no more.
    @Test
    void an_edit_makes_earlier_approvals_and_forms_void() {
        Somebody second = People.member(asker.workspace(), Role.OPERATOR);
        String gate = gates.waiting("approve", "{\"amount\":100}");
        World.current().write("UPDATE gateway.gate SET quorum = 2 WHERE gate_id = ?", gate);
        String path = "/approvals/" + gate;
        Browser one = signedIn(approver);
        Browser two = signedIn(second);
        var stale = with(page(two, gate), path, "approve");
        one.post(path, with(page(one, gate), path, "approve"));
        assertEquals("waiting", gates.state(gate));
        assertTrue(page(one, gate).body().contains("You said yes"));
        Somebody third = People.member(asker.workspace(), Role.OPERATOR);
        Browser three = signedIn(third);
        var edit = with(page(three, gate), path, "edit");
        edit.put("arguments", "{\"amount\":5}");
        assertEquals(303, judged("fits", gate, "", three, edit).status());
        Page late = two.post(path, stale);
        assertEquals(409, late.status());
        assertTrue(late.body().contains("did not count"));
        assertEquals("waiting", gates.state(gate));
        one.post(path, with(page(one, gate), path, "approve"));
        assertEquals("approved", gates.state(gate));
    }

    /// H5: a confirmation is for the person the call runs for, and for nobody else.
    @Test
    void only_the_person_it_runs_for_confirms() {
        String gate = gates.waiting("confirm", "{}");
        assertEquals(404, page(signedIn(approver), gate).status());
        Browser own = signedIn(asker);
        own.post("/approvals/" + gate, with(page(own, gate), "/approvals/" + gate, "approve"));
        assertEquals("approved", gates.state(gate));
    }

    @Test
    void nobody_decides_about_their_own_call_and_strangers_see_nothing() {
        String gate = gates.waiting("approve", "{}");
        Browser own = signedIn(asker);
        Page page = page(own, gate);
        assertEquals(200, page.status());
        assertTrue(page.body().contains("You asked, so you cannot decide"));
        assertFalse(page.body().contains("name=\"decision\""));
        assertEquals(404, page(signedIn(People.member(Role.OWNER)), gate).status());
        assertEquals(
                404, page(signedIn(People.member(asker.workspace(), Role.VIEWER)), gate).status());
        assertEquals(404, page(own, "gat_00000000000000000000").status());
        assertEquals("waiting", gates.state(gate));
    }

    @Test
    void a_form_of_another_session_or_an_old_sign_in_decides_nothing() {
        String gate = gates.waiting("approve", "{}");
        String path = "/approvals/" + gate;
        Browser here = signedIn(approver);
        var form = with(page(here, gate), path, "approve");
        Browser there = signedIn(approver);
        assertEquals(400, there.post(path, form).status());
        assertEquals(400, here.post(path, form, Map.of("Origin", "https://evil.test")).status());
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '10"
                                + " min' WHERE person_id = ?",
                        approver.id());
        assertEquals(
                Optional.of("/signin?return=%2Fapprovals%2F" + gate + "&again=1"),
                here.post(path, form).location());
        assertEquals("waiting", gates.state(gate));
    }

    @Test
    void what_a_revoked_principal_asked_for_is_not_approved() {
        String gate = gates.waiting("approve", "{}");
        World.current()
                .write(
                        """
                        INSERT INTO auth.revocation
                            (workspace_id, type, id, seq, reason, keep_until)
                        VALUES (?, 'agent', ?, 99999999, 'test', now() + interval '1 h')
                        """,
                        asker.workspace(),
                        gates.agent());
        Browser browser = signedIn(approver);
        String path = "/approvals/" + gate;
        Page late = browser.post(path, with(page(browser, gate), path, "approve"));
        assertEquals(409, late.status());
        assertEquals("waiting", gates.state(gate));
    }

    @Test
    void markup_and_invisible_characters_are_shown_as_what_they_are() {
        String gate =
                gates.waiting(
                        "approve", "{\"note\":\"<b>pay\u202e\u200b</b>\",\"to\":\"\udb40\udc41\"}");
        World.current()
                .write("UPDATE gateway.gate SET reason = ? WHERE gate_id = ?", "a\u202eb", gate);
        String body = page(signedIn(approver), gate).body();
        assertTrue(body.contains("&lt;b&gt;pay\\u202e\\u200b&lt;/b&gt;"), body);
        assertTrue(body.contains("\\udb40\\udc41"));
        assertTrue(body.contains("a‹U+202E›b"));
        assertFalse(body.contains("<b>pay") || body.contains("\u202e") || body.contains("\u200b"));
    }

    /// H5: under a rule that says nothing the page still shows what the call may do, what its tool
    /// says, how far it reaches and which server gets it; a server's words are text.
    @Test
    void the_page_says_what_a_call_does_though_the_rule_does_not() {
        String gate = gates.waiting("approve", "{}");
        gates.does(
                gate, "destructive", "Wires money <img src=x>\u202e", "https://bank.example/mcp");
        String body = page(signedIn(approver), gate).body();
        for (String text :
                new String[] {
                    "Destructive: it may overwrite or delete something for good.",
                    "Wires money &lt;img src=x&gt;‹U+202E›",
                    "Beyond this server",
                    "it may happen twice",
                    "The &lt;b&gt;Bank",
                    "https://bank.example/mcp"
                }) {
            assertTrue(body.contains(text), text + " in " + body);
        }
        assertFalse(body.contains("<img src=x") || body.contains("<b>Bank"));
        World.current()
                .write(
                        "UPDATE gateway.gate SET class = 'read', description = '', repeatable = true,"
                                + " open_world = false WHERE gate_id = ?",
                        gate);
        String reads = page(signedIn(approver), gate).body();
        for (String text :
                new String[] {
                    "changes nothing.",
                    "says nothing of what it does",
                    "No further than this server",
                    "Done twice, it changes nothing more."
                }) {
            assertTrue(reads.contains(text), text + " in " + reads);
        }
    }

    @Test
    void what_is_too_long_to_be_read_can_only_be_rejected() {
        String gate = gates.waiting("approve", "{\"note\":\"" + "x".repeat(100_001) + "\"}");
        Browser browser = signedIn(approver);
        String path = "/approvals/" + gate;
        Page page = page(browser, gate);
        assertTrue(page.body().contains("too long to be shown"));
        assertEquals(409, browser.post(path, with(page, path, "approve")).status());
        assertEquals("waiting", gates.state(gate));
        browser.post(path, with(page(browser, gate), path, "reject"));
        assertEquals("rejected", gates.state(gate));
    }

    @Test
    void lists_what_waits_in_pages() {
        for (int i = 0; i < 21; i++) {
            gates.waiting("approve", "{}");
        }
        Browser browser = signedIn(approver);
        String first = browser.get("/approvals").body();
        assertEquals(20, first.split("Look at it</a>", -1).length - 1);
        String next = first.replaceAll("(?s).*href=\"(/approvals\\?after=[^\"]+)\".*", "$1");
        String second = browser.get(next).body();
        assertEquals(1, second.split("Look at it</a>", -1).length - 1);
        assertTrue(
                signedIn(People.member(Role.OWNER))
                        .get("/approvals")
                        .body()
                        .contains("Nothing waits for you"));
        assertTrue(signedIn(asker).get("/approvals").body().contains("waits for somebody else"));
    }

    /// Sends the form, and says about its arguments what mcp-server would say.
    private Page judged(
            String verdict,
            String gate,
            String problems,
            Browser browser,
            Map<String, String> form) {
        var sent = CompletableFuture.supplyAsync(() -> browser.post("/approvals/" + gate, form));
        asked(gate);
        Buffer sealed = Gate.seal().seal(asker.workspace(), gate, Part.PROBLEMS, problems);
        World.current()
                .write(
                        "UPDATE gateway.gate_edit SET verdict = ?, problems_sealed = ? WHERE"
                                + " gate_id = ?",
                        verdict,
                        sealed.getBytes(),
                        gate);
        return sent.join();
    }

    private static void asked(String gate) {
        String count = "SELECT count(*) FROM gateway.gate_edit WHERE gate_id = ?";
        assertEquals(
                1L,
                Patience.ask(() -> World.current().read(count, gate), found -> !found.equals(1L)));
    }

    private static Page page(Browser browser, String gate) {
        return browser.get("/approvals/" + gate);
    }

    static Map<String, String> with(Page page, String path, String decision) {
        var form = new java.util.TreeMap<>(page.hidden(path));
        form.put("decision", decision);
        return form;
    }

    private static Browser signedIn(Somebody who) {
        Browser browser = new Browser(World.current().issuer());
        browser.signIn(browser.get("/signin"), who.email(), People.PASSWORD);
        return browser;
    }

    /// Gates as mcp-server writes them.
    record Gate(Somebody asker) {

        String waiting(String kind, String arguments) {
            String id = dev.carnet.shared.workspace.Ids.fresh("gat");
            Buffer sealed = seal().seal(asker.workspace(), id, Part.ARGUMENTS, arguments);
            World.current()
                    .write(
                            """
                            INSERT INTO gateway.gate (workspace_id, gate_id, kind, binding,
                                principal, subject, person_id, involved, ties, seq, toolset, name,
                                server, tool, pin, rule, policy_version, reason, consequences,
                                roles, people, quorum, later_roles, later_people, schema,
                                arguments_sealed, created_at, expires_at)
                            VALUES (?, ?, ?, decode(md5(random()::text), 'hex'), 'p', ?, ?,
                                ARRAY[?], ARRAY['agent:' || ?, 'client:cli_1'], 0, '', 'bank__pay', 'bank',
                                'pay', '', 'rul_1', 1, 'Money leaves the house',
                                'The bank sends it at once', '{operator,owner}', '{}', 1, '{admin}',
                                '{}', '{}', ?, clock_timestamp(), now() + interval '1 hour')
                            """,
                            asker.workspace(),
                            id,
                            kind,
                            asker.id(),
                            asker.id(),
                            asker.id(),
                            agent(),
                            sealed.getBytes());
            World.current()
                    .write(
                            """
                            INSERT INTO auth.agent (workspace_id, agent_id, name, description,
                                owner_id, scopes)
                            VALUES (?, ?, 'Robot', '', ?, '{}') ON CONFLICT DO NOTHING
                            """,
                            asker.workspace(),
                            agent(),
                            asker.id());
            return id;
        }

        /// Under a rule that says nothing.
        void does(String gate, String tier, String says, String address) {
            World.current()
                    .write(
                            """
                            UPDATE gateway.gate SET reason = '', consequences = '', class = ?,
                                description = ?, server_name = 'The <b>Bank', server_address = ?
                            WHERE gate_id = ?
                            """,
                            tier,
                            says,
                            address,
                            gate);
        }

        String agent() {
            return "agt_" + asker.workspace().substring(3);
        }

        String state(String gate) {
            return Rows.string("SELECT state FROM gateway.gate WHERE gate_id = ?", gate);
        }

        String text(String gate, String column, Part part) {
            var sealed =
                    (byte[])
                            World.current()
                                    .read(
                                            "SELECT "
                                                    + column
                                                    + " FROM gateway.gate WHERE gate_id = ?",
                                            gate);
            return seal().open(asker.workspace(), gate, part, Buffer.buffer(sealed));
        }

        private static GateSeal seal() {
            return People.bean(GateSeal.class);
        }
    }
}
