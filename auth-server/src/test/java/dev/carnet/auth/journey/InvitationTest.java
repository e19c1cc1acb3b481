package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class InvitationTest {

    private static final String PASSWORD = "another horse battery";

    private final House house = new House();
    private final Browser browser = new Browser(World.current().issuer());
    private final String email = Ids.fresh("new") + "@example.test";
    private final Mailbox mails = new Mailbox();

    @BeforeEach
    void start() {
        mails.open();
        World.current().write("DELETE FROM auth.attempt");
    }

    @AfterEach
    void stop() {
        mails.close();
    }

    @Test
    void somebody_new_becomes_a_member_with_a_name_and_a_password() {
        String link = invite(email, "operator").extract().path("link");
        var mail = mails.await(email, 1).getFirst();
        assertEquals(link, mail.link("http"));
        assertTrue(mail.text().contains("as operator"), mail.text());
        Page page = browser.get(path(link));
        assertEquals(200, page.status());
        assertTrue(page.body().contains(email));
        assertEquals(Optional.of("/signin?joined=1"), accept(page).location());
        browser.signIn(browser.get("/signin?joined=1"), email, PASSWORD);
        assertTrue(browser.get("/account/workspaces").body().contains("operator"));
        String person =
                house.owner()
                        .get("/members")
                        .then()
                        .extract()
                        .path("items.find { it.email == '" + email + "' }.person_id");
        house.as(person).get("/me").then().statusCode(200).body("role", equalTo("operator"));
        assertTrue(
                Rows.acts(house.workspace())
                        .containsAll(List.of("invitation.create", "invitation.accept")));
    }

    /// V41: whoever lists or reads an invitation later never learns its link, nor does the
    /// database.
    @Test
    void the_link_is_told_once() {
        ValidatableResponse made = invite(email, "member");
        String id = made.extract().path("id");
        String link = made.body("link", notNullValue()).extract().path("link");
        String secret = link.substring(link.indexOf("token=") + 6);
        house.owner()
                .get("/invitations/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("open"))
                .body("link", nullValue());
        String list = house.owner().get("/invitations").then().extract().asString();
        assertFalse(list.contains(secret));
        String rows =
                Rows.string("SELECT string_agg(i::text, ' ') FROM auth.invitation i")
                        + Rows.strings("SELECT m::text FROM auth.mail m");
        assertFalse(rows.contains(secret));
    }

    @Test
    void a_link_is_accepted_once_and_of_many_at_once_one_wins() {
        Page page = browser.get(path(invite(email, "member").extract().path("link")));
        try (var races = new Races(4)) {
            List<Integer> all = races.run(() -> accept(page).status());
            assertEquals(1, Collections.frequency(all, 303), all::toString);
            assertEquals(3, Collections.frequency(all, 410), all::toString);
        }
        Page again = accept(page);
        assertEquals(410, again.status());
        assertTrue(again.body().contains("accepted already"));
        assertEquals("1", Rows.string("SELECT count(*) FROM auth.person WHERE email = ?", email));
    }

    @Test
    void somebody_known_signs_in_first_and_only_with_that_address() {
        var known = People.member(Role.MEMBER);
        var stranger = People.member(Role.MEMBER);
        String path = path(invite(known.email(), "viewer").extract().path("link"));
        Page toSignIn = browser.get(path);
        assertTrue(toSignIn.location().orElseThrow().startsWith("/signin?return=%2Finvitation"));
        Page back =
                browser.signIn(
                        browser.get(toSignIn.location().orElseThrow()),
                        stranger.email(),
                        People.PASSWORD);
        assertEquals(Optional.of(path), back.location());
        Page wrong = browser.get(path);
        assertTrue(wrong.body().contains("signed in as somebody else"));
        assertFalse(wrong.body().contains("/invitation/join"));

        browser.signIn(browser.get("/signin"), known.email(), People.PASSWORD);
        Map<String, String> form = browser.get(path).hidden("/invitation/join");
        var other = new Browser(World.current().issuer());
        other.signIn(other.get("/signin"), stranger.email(), People.PASSWORD);
        assertEquals(400, other.post("/invitation/join", form).status());
        assertEquals(
                Optional.of("/account/workspaces"),
                browser.post("/invitation/join", form).location());
        house.as(known.id()).get("/me").then().body("role", equalTo("viewer"));
        assertEquals(410, browser.get(path).status());
    }

    @Test
    void a_form_for_somebody_new_makes_no_second_person_of_an_address() {
        Page page = browser.get(path(invite(email, "member").extract().path("link")));
        house.owner()
                .body(
                        Map.of(
                                "email", email,
                                "role", "viewer",
                                "name", "Ann",
                                "password", "correct horse battery"))
                .post("/members")
                .then()
                .statusCode(201);
        assertEquals(410, accept(page).status());
        var fresh = new Browser(World.current().issuer());
        assertEquals(403, fresh.signIn(fresh.get("/signin"), email, PASSWORD).status());
    }

    /// V6: an invitation is a random name of a row; nothing made up or over is accepted.
    @Test
    void an_expired_a_withdrawn_and_a_replaced_link_say_so() {
        String first = path(invite(email, "member").extract().path("link"));
        ValidatableResponse made = invite(email, "member");
        String second = path(made.extract().path("link"));
        String id = made.extract().path("id");
        assertTrue(browser.get(first).body().contains("withdrawn"));
        World.current()
                .write("UPDATE auth.invitation SET expires_at = now() WHERE invitation_id = ?", id);
        Page expired = browser.get(second);
        assertEquals(410, expired.status());
        assertTrue(expired.body().contains("older than 7 days"));
        house.owner()
                .get("/invitations")
                .then()
                .body("items.status", hasItems("expired", "withdrawn"));

        String third =
                path(
                        house.owner()
                                .post("/invitations/" + id + "/resend")
                                .then()
                                .statusCode(200)
                                .body("status", equalTo("open"))
                                .extract()
                                .path("link"));
        assertEquals(410, browser.get(second).status());
        assertEquals(200, browser.get(third).status());
        house.owner()
                .delete("/invitations/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("withdrawn"));
        assertTrue(browser.get(third).body().contains("withdrawn"));
        house.owner()
                .delete("/invitations/" + id)
                .then()
                .statusCode(409)
                .body("code", equalTo("not_active"));
        house.owner().post("/invitations/" + id + "/resend").then().statusCode(409);
        assertEquals(410, browser.get("/invitation?token=x").status());
        assertEquals(410, browser.get("/invitation").status());
    }

    @ParameterizedTest
    @CsvSource({"OWNER, owner", "ADMIN, owner", "ADMIN, admin"})
    void nobody_invites_to_a_role_that_is_not_below_their_own(Role by, String role) {
        house.as(by)
                .body(Map.of("email", email, "role", role))
                .post("/invitations")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    /// V56: an address that two programs could read differently is none.
    @ParameterizedTest
    @CsvSource({
        "no address, member, /email",
        "a@b@example.test, member, /email",
        "a@example.test, emperor, /role"
    })
    void names_the_field_that_is_not_acceptable(String address, String role, String pointer) {
        house.owner()
                .body(Map.of("email", address, "role", role))
                .post("/invitations")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItems(pointer));
    }

    @Test
    void an_invitation_counts_only_while_who_sent_it_may_still_send_it() {
        String admin = house.person(Role.ADMIN);
        String link =
                house.as(admin)
                        .body(Map.of("email", email, "role", "operator"))
                        .post("/invitations")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("link");
        Page page = browser.get(path(link));
        house.owner()
                .body(Map.of("role", "member"))
                .patch("/members/" + admin)
                .then()
                .statusCode(200);
        Page refused = accept(page);
        assertEquals(410, refused.status());
        assertTrue(refused.body().contains("may no longer"));
        assertEquals("0", Rows.string("SELECT count(*) FROM auth.person WHERE email = ?", email));
    }

    @Test
    void says_what_is_missing_and_keeps_the_link() {
        Page page = browser.get(path(invite(email, "member").extract().path("link")));
        var form = new LinkedHashMap<>(page.hidden("/invitation"));
        form.put("name", "Ann");
        form.put("new_password", "short");
        assertEquals(400, browser.post("/invitation", form).status());
        assertEquals(
                400,
                browser.post("/invitation", form, Map.of("Origin", "https://evil.test")).status());
        assertEquals(303, accept(page).status());
    }

    @Test
    void lists_page_by_page() {
        for (int i = 0; i < 3; i++) {
            invite(i + email, "member");
        }
        String cursor =
                house.owner()
                        .get("/invitations?limit=2")
                        .then()
                        .body("items", hasSize(2))
                        .extract()
                        .path("next_cursor");
        house.owner()
                .queryParam("limit", "2")
                .queryParam("cursor", cursor)
                .get("/invitations")
                .then()
                .body("items", hasSize(1));
    }

    private ValidatableResponse invite(String address, String role) {
        return house.owner()
                .body(Map.of("email", address, "role", role))
                .post("/invitations")
                .then()
                .statusCode(201);
    }

    private Page accept(Page page) {
        var form = new LinkedHashMap<>(page.hidden("/invitation"));
        form.put("name", "Ann");
        form.put("new_password", PASSWORD);
        return browser.post("/invitation", form);
    }

    private static String path(String link) {
        return link.substring(World.current().issuer().length());
    }
}
