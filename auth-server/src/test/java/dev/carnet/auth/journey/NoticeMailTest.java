package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Mailbox.Received;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Notices to mail addresses, over a real mail server.
@QuarkusTest
@Timeout(120)
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class NoticeMailTest {

    private static final String STATE = "SELECT state FROM gateway.delivery WHERE delivery_id = ?";

    private final World world = World.current();
    private final Somebody admin = People.member(Role.ADMIN);
    private final String address = Ids.fresh("adr") + "@example.test";
    private final Mailbox mails = new Mailbox();

    @AfterEach
    void stop() {
        world.write("DELETE FROM gateway.destination");
        mails.close();
    }

    /// J6: what is due reaches an address that agreed, and no other; several things are one letter.
    @Test
    void several_events_are_one_letter_to_who_agreed() {
        String agreed = destination(address, false);
        String stranger = Ids.fresh("adr") + "@example.test";
        String waits = delivery(destination(stranger, false), "{\"type\":\"destination.test\"}");
        String first = delivery(agreed, event("info", "Small"));
        String second = delivery(agreed, event("critical", "Large"));
        mails.open();
        world.write(
                "UPDATE gateway.destination SET verified_at = now() WHERE destination_id = ?",
                agreed);
        Received mail = mails.await(address, 1).getFirst();
        assertTrue(mail.subject().endsWith(": 2 notices"), mail.subject());
        assertTrue(mail.text().contains("CRITICAL: Large (burst)"), mail.text());
        assertTrue(mail.text().contains("INFO: Small (burst)"));
        assertEquals("sent", becomes(first, "sent"));
        assertEquals("sent", becomes(second, "sent"));
        assertEquals(1, mails.to(address).size());
        assertEquals(0, mails.to(stranger).size());
        assertEquals("due", world.read(STATE, waits));
    }

    /// J6: a letter that does not leave is tried again with a pause that doubles, and given up with
    /// a reason where it can be seen; what is sent again arrives.
    @Test
    void what_does_not_leave_is_tried_again_and_given_up() {
        String delivery = delivery(destination(address, true), event("warning", "Away"));
        String trouble = "SELECT trouble FROM gateway.delivery WHERE delivery_id = ?";
        assertEquals(
                "smtp_unreachable", Patience.ask(() -> world.read(trouble, delivery), ""::equals));
        assertEquals("due", world.read(STATE, delivery));
        String letters = "SELECT letters FROM gateway.destination WHERE target = ?";
        assertEquals(
                0,
                Patience.ask(() -> world.read(letters, address), left -> !left.equals(0)),
                "a letter that did not leave is not counted");
        world.write(
                "UPDATE gateway.delivery SET tries = 9, due_at = now() WHERE delivery_id = ?",
                delivery);
        assertEquals("dead", becomes(delivery, "dead"));
        mails.open();
        world.write(
                "UPDATE gateway.delivery SET state = 'due', tries = 0, due_at = now()"
                        + " WHERE delivery_id = ?",
                delivery);
        assertTrue(mails.await(address, 1).getFirst().text().contains("WARNING: Away"));
        assertEquals("sent", becomes(delivery, "sent"));
    }

    /// J6: an address gets so many letters in an hour; what comes beyond waits and is put together.
    @Test
    void letters_are_limited_and_what_comes_beyond_is_put_together() {
        mails.open();
        String destination = destination(address, true);
        world.write(
                "UPDATE gateway.destination SET letters = 12, letters_since = now()"
                        + " WHERE destination_id = ?",
                destination);
        String last = "";
        for (int i = 0; i < 25; i++) {
            last = delivery(destination, event("info", "Number " + i));
        }
        String other = Ids.fresh("adr") + "@example.test";
        delivery(destination(other, true), "{\"type\":\"destination.test\"}");
        assertEquals(1, mails.await(other, 1).size());
        assertEquals("due", world.read(STATE, last));
        assertEquals(0, mails.to(address).size());
        world.write(
                "UPDATE gateway.destination SET letters_since = now() - interval '61 minutes'"
                        + " WHERE destination_id = ?",
                destination);
        Received mail = mails.await(address, 1).getFirst();
        assertTrue(mail.text().contains("and 5 more."), mail.text());
        assertEquals("sent", becomes(last, "sent"));
        assertEquals(1, mails.to(address).size());
    }

    /// J6: who left the workspace gets no more mail at the address that was their own, not even
    /// what was due before.
    @Test
    void who_left_gets_no_mail() {
        mails.open();
        String left = destination(address, true);
        world.write(
                "UPDATE gateway.destination SET person_id = 'usr_left' WHERE destination_id = ?",
                left);
        String waits = delivery(left, event("critical", "Something"));
        String other = Ids.fresh("adr") + "@example.test";
        delivery(destination(other, true), event("critical", "Something"));
        assertEquals(1, mails.await(other, 1).size());
        assertEquals("due", world.read(STATE, waits));
        assertEquals(0, mails.to(address).size());
    }

    /// J6: an address is asked by a code that stands in the letter and nowhere else; of two codes
    /// the later one counts.
    @Test
    void an_address_is_asked_by_a_code() {
        mails.open();
        String destination = destination(address, false);
        String first = asked(destination, 1);
        String second = asked(destination, 2);
        assertFalse(first.equals(second));
        String kept = "SELECT encode(code_hash, 'hex') FROM gateway.destination WHERE target = ?";
        assertEquals(
                HexFormat.of().formatHex(OpaqueToken.sha256(second)), world.read(kept, address));
        world.write(
                "UPDATE gateway.destination SET verified_at = now() WHERE destination_id = ?",
                destination);
        ask(destination);
        String open = "SELECT count(*) FROM gateway.code_letter WHERE sent_at IS NULL";
        assertEquals(0L, Patience.ask(() -> world.read(open), left -> !left.equals(0L)));
        assertEquals(2, mails.to(address).size(), "who agreed is not asked again");
    }

    private String asked(String destination, int count) {
        ask(destination);
        Received mail = mails.await(address, count).get(count - 1);
        var code = Pattern.compile("(?m)^[0-9a-z]{20}\\s*$").matcher(mail.text());
        assertTrue(code.find(), mail.text());
        return code.group().strip();
    }

    private void ask(String destination) {
        world.write(
                "INSERT INTO gateway.code_letter"
                        + " (workspace_id, letter_id, destination_id, asked_at)"
                        + " VALUES (?, ?, ?, now())",
                admin.workspace(),
                Ids.fresh("cdl"),
                destination);
    }

    private String destination(String to, boolean verified) {
        String id = Ids.fresh("dst");
        world.write(
                "INSERT INTO gateway.destination"
                        + " (workspace_id, destination_id, kind, target, created_at, verified_at)"
                        + " VALUES (?, ?, 'mail', ?, now(), CASE WHEN ? THEN now() END)",
                admin.workspace(),
                id,
                to,
                verified);
        return id;
    }

    private String delivery(String destination, String body) {
        String id = Ids.fresh("dlv");
        world.write(
                "INSERT INTO gateway.delivery (workspace_id, delivery_id, destination_id, kind,"
                        + " about, body, created_at, due_at)"
                        + " VALUES (?, ?, ?, 'mail', ?, ?, now(), now())",
                admin.workspace(),
                id,
                destination,
                id,
                body);
        return id;
    }

    private static String event(String severity, String message) {
        return """
        {"type":"security_event","event":{"id":"sev_1","kind":"burst","severity":"%s",
         "message":"%s","created_at":"2026-01-02T03:04:05Z","url":"https://mcp.example/"}}\
        """
                .formatted(severity, message);
    }

    private Object becomes(String delivery, String state) {
        return Patience.ask(() -> world.read(STATE, delivery), is -> !state.equals(is));
    }
}
