package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Mailbox.Received;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Mail to those who may decide about a call, over a real mail server.
@QuarkusTest
@Timeout(120)
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class ApprovalMailTest {

    private static final String MAILED = "SELECT mailed FROM gateway.gate WHERE gate_id = ?";

    private final Somebody asker = People.member(Role.OPERATOR);
    private final Somebody approver = People.member(asker.workspace(), Role.OPERATOR);
    private final Somebody admin = People.member(asker.workspace(), Role.ADMIN);
    private final ApprovalTest.Gate gates = new ApprovalTest.Gate(asker);
    private final Mailbox mails = new Mailbox();

    @BeforeEach
    void start() {
        World.current().write("DELETE FROM auth.mail");
    }

    @AfterEach
    void stop() {
        World.current().write("GRANT INSERT ON auth.mail TO carnet_auth");
        World.current().write("DELETE FROM gateway.gate");
        mails.close();
    }

    /// H5, H6: whoever may decide gets one letter that leads to the page and says nothing of the
    /// arguments, and once it waited too long one more, as others do then.
    @Test
    void a_gate_reaches_those_who_may_decide_once() {
        mails.open();
        Somebody disabled = People.member(asker.workspace(), Role.OPERATOR);
        World.current()
                .write(
                        "UPDATE auth.person SET disabled_at = now() WHERE person_id = ?",
                        disabled.id());
        String gate = gates.waiting("approve", "{\"amount\":471100,\"to\":\"Mallory\"}");
        Received mail = mails.await(approver.email(), 1).getFirst();
        assertEquals("A call waits for you", mail.subject());
        assertEquals(
                World.current().issuer() + "/approvals/" + gate,
                mail.link(World.current().issuer()));
        assertTrue(mail.text().contains("bank__pay") && mail.text().contains("Money leaves"));
        assertFalse(mail.text().contains("471100") || mail.text().contains("Mallory"));
        World.current()
                .write(
                        "UPDATE gateway.gate SET escalated_at = now(), notices = notices + 1"
                                + " WHERE gate_id = ?",
                        gate);
        assertEquals(
                "A call still waits for you", mails.await(admin.email(), 1).getFirst().subject());
        assertEquals(
                List.of("A call waits for you", "A call still waits for you"),
                mails.await(approver.email(), 2).stream().map(Received::subject).toList());
        assertEquals(1, mails.to(admin.email()).size());
        assertEquals(List.of(), mails.to(asker.email()));
        assertEquals(List.of(), mails.to(disabled.email()));
    }

    /// H5: a letter says what the call may do and where, in lines that its tool cannot break out
    /// of.
    @Test
    void a_letter_says_what_the_call_may_do() {
        String gate = gates.waiting("approve", "{}");
        gates.does(gate, "destructive", "Pays.\n\nAll is well", "https://bank.example/mcp");
        mails.open();
        String text = mails.await(approver.email(), 1).getFirst().text();
        assertTrue(text.contains("Class: destructive"), text);
        assertTrue(text.contains("The tool says: Pays.  All is well"), text);
        assertTrue(text.contains("Server: The <b>Bank (https://bank.example/mcp)"), text);
        assertTrue(text.contains("beyond that server, and done twice it may happen twice"), text);
    }

    /// H5: a confirmation is asked of the person the call runs for alone.
    @Test
    void a_confirmation_is_written_to_the_person_it_runs_for() {
        mails.open();
        gates.waiting("confirm", "{}");
        assertEquals(1, mails.await(asker.email(), 1).size());
        assertEquals(List.of(), mails.to(approver.email()));
    }

    /// H5: what was noted as written is written: while letters cannot be kept nothing is noted, and
    /// while the mail server is away letters wait.
    @Test
    void what_fails_in_between_is_made_up_for_once() {
        World.current().write("REVOKE INSERT ON auth.mail FROM carnet_auth");
        String gate = gates.waiting("approve", "{}");
        String decided = gates.waiting("approve", "{}");
        World.current()
                .write("UPDATE gateway.gate SET state = 'rejected' WHERE gate_id = ?", decided);
        World.current().write("GRANT INSERT ON auth.mail TO carnet_auth");
        assertEquals(
                1,
                Patience.ask(
                        () -> World.current().read(MAILED, gate), mailed -> !mailed.equals(1)));
        assertEquals(1L, World.current().read("SELECT count(*) FROM auth.mail"));
        mails.open();
        World.current().write("UPDATE auth.mail SET due_at = now()");
        assertEquals(1, mails.await(approver.email(), 1).size());
        assertEquals(0, World.current().read(MAILED, decided), "nobody is asked about it any more");
        assertEquals(
                0L,
                Patience.ask(
                        () -> World.current().read("SELECT count(*) FROM auth.mail"),
                        left -> !left.equals(0L)));
        assertEquals(1, mails.to(approver.email()).size());
    }
}
