package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class NoMailTest {

    private final Browser browser = new Browser(World.current().issuer());

    /// H5: where nobody is written to, what waits is on the page, which says so, and is decided.
    @Test
    void without_a_mail_server_calls_wait_and_are_decided_on_the_page() {
        World.current().write("DELETE FROM auth.attempt");
        var asker = People.member(Role.MEMBER);
        var approver = People.member(asker.workspace(), Role.OPERATOR);
        var gates = new ApprovalTest.Gate(asker);
        String gate = gates.waiting("approve", "{\"amount\":1}");
        browser.signIn(browser.get("/signin"), approver.email(), People.PASSWORD);
        var list = browser.get("/approvals");
        assertTrue(list.body().contains("This Carnet sends no mail."), list.body());
        String path = "/approvals/" + gate;
        assertTrue(list.body().contains(path), list.body());
        browser.post(path, ApprovalTest.with(browser.get(path), path, "approve"));
        assertEquals("approved", gates.state(gate));
        assertEquals("0", Rows.string("SELECT count(*) FROM auth.mail"));
    }

    @Test
    void without_a_mail_server_the_page_says_whom_to_ask_and_makes_no_link() {
        var person = People.member(Role.MEMBER);
        assertTrue(browser.get("/signin").body().contains("href=\"/reset\""));
        assertTrue(browser.get("/reset").body().contains("This Carnet sends no mail."));
        assertEquals(400, browser.post("/reset", Map.of("email", person.email())).status());
        assertEquals(
                "0",
                Rows.string(
                        "SELECT count(*) FROM auth.password_reset WHERE person_id = ?",
                        person.id()));
    }
}
