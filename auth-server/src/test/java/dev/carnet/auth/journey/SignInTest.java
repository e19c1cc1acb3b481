package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class SignInTest {

    private final Browser browser = new Browser(World.current().issuer());

    @BeforeEach
    void forget_attempts() {
        World.current().write("DELETE FROM auth.attempt");
    }

    /// RFC 9700 §4.12, §4.7: 303, and a cookie that crosses no site with a form.
    @Test
    void leads_on_with_303_and_a_cookie_that_is_a_name_only() {
        var person = People.member(Role.OWNER);
        Page done = browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertEquals(303, done.status());
        assertEquals(Optional.of("/account"), done.location());
        String cookie = done.header("set-cookie");
        assertTrue(cookie.contains("carnet_session="));
        assertTrue(cookie.contains("HttpOnly"));
        assertTrue(cookie.contains("SameSite=Lax"));
        String secret = browser.cookie("carnet_session").orElseThrow();
        String rows = Rows.string("SELECT string_agg(s::text, ' ') FROM auth.sign_in_session s");
        assertFalse(rows.contains(secret));
    }

    @Test
    void a_wrong_password_and_an_unknown_person_look_the_same() {
        var person = People.member(Role.OWNER);
        Page wrong = browser.signIn(browser.get("/signin"), person.email(), "not the password");
        Page unknown = browser.signIn(browser.get("/signin"), "nobody@example.test", "x");
        Page noEmail = browser.signIn(browser.get("/signin"), "no e-mail", "x");
        for (Page page : List.of(wrong, unknown, noEmail)) {
            assertEquals(403, page.status());
            assertTrue(page.body().contains("do not belong together"));
            assertEquals(Optional.empty(), browser.cookie("carnet_session"));
        }
        assertTrue(Rows.acts(Event.SYSTEM).contains("sign_in.fail"));
    }

    @Test
    void a_disabled_person_cannot_sign_in_and_their_session_is_over() {
        var person = People.member(Role.OWNER);
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertEquals(200, browser.get("/account").status());
        World.current()
                .write(
                        "UPDATE auth.person SET disabled_at = now() WHERE person_id = ?",
                        person.id());
        assertEquals(303, browser.get("/account").status());
        assertEquals(
                403,
                browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD).status());
    }

    /// V10: whatever the browser brought, the session after a sign-in is a new one.
    @Test
    void every_sign_in_makes_a_new_session_and_ends_the_old_one() {
        var person = People.member(Role.OWNER);
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        String first = browser.cookie("carnet_session").orElseThrow();
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertNotEquals(first, browser.cookie("carnet_session").orElseThrow());
        var thief = new Browser(World.current().issuer());
        Page page = thief.get("/account", "Cookie", "carnet_session=" + first);
        assertEquals(303, page.status());
    }

    /// V42: a cookie nobody handed out is nothing, and neither is a part of a real one.
    @Test
    void an_invented_cookie_is_nothing() {
        var person = People.member(Role.OWNER);
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        String real = browser.cookie("carnet_session").orElseThrow();
        for (String invented :
                List.of("", "x", real.substring(1), real + "a", real.toUpperCase(Locale.ROOT))) {
            var thief = new Browser(World.current().issuer());
            assertEquals(
                    303, thief.get("/account", "Cookie", "carnet_session=" + invented).status());
        }
    }

    /// RFC 9700 §4.7: a foreign page can neither sign somebody in nor act for them.
    @Test
    void a_form_that_is_not_from_here_signs_nobody_in() {
        var person = People.member(Role.OWNER);
        var form = new LinkedHashMap<>(browser.get("/signin").hidden("/signin"));
        form.put("email", person.email());
        form.put("password", People.PASSWORD);
        var elsewhere = new Browser(World.current().issuer());
        assertEquals(403, elsewhere.post("/signin", form).status());
        assertEquals(
                403,
                browser.post("/signin", form, Map.of("Sec-Fetch-Site", "cross-site")).status());
        assertEquals(
                403,
                browser.post("/signin", form, Map.of("Origin", "https://evil.example")).status());
        var changed = new LinkedHashMap<>(form);
        changed.put("csrf", String.valueOf(form.get("csrf")).substring(1));
        assertEquals(403, browser.post("/signin", changed).status());
        assertEquals(303, browser.post("/signin", form, Map.of("Origin", "null")).status());
    }

    /// V57.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/", "//evil.example", "/\\evil.example", "/%5cevil.example",
                "/%09/evil.example", "\\\\evil.example", "javascript:alert(1)", "/authorize@evil",
                "/authorize?a=\nb", "/jwks",
            })
    void the_way_back_is_a_page_of_ours_only(String target) {
        var person = People.member(Role.OWNER);
        Page page = browser.get("/signin?return=" + Browser.encode(target));
        Page done = browser.signIn(page, person.email(), People.PASSWORD);
        assertEquals(Optional.of("/account"), done.location());
        var form = new LinkedHashMap<>(browser.get("/signin").hidden("/signin"));
        form.put("return", target);
        form.put("email", person.email());
        form.put("password", People.PASSWORD);
        assertEquals(Optional.of("/account"), browser.post("/signin", form).location());
    }

    /// V17: a hundred at the same moment stay within the limit, and the right password is then
    /// refused too.
    @Test
    void a_hundred_parallel_wrong_passwords_stay_within_the_limit() throws Exception {
        var person = People.member(Role.OWNER);
        var form = new LinkedHashMap<>(browser.get("/signin").hidden("/signin"));
        form.put("email", person.email());
        form.put("password", "wrong");
        Callable<Integer> attempt = () -> browser.post("/signin", form).status();
        try (var threads = Executors.newFixedThreadPool(25)) {
            var statuses = new ArrayList<Integer>();
            for (var future :
                    threads.invokeAll(IntStream.range(0, 100).mapToObj(_ -> attempt).toList())) {
                statuses.add(future.get());
            }
            assertEquals(10, statuses.stream().filter(status -> status == 403).count());
            assertEquals(90, statuses.stream().filter(status -> status == 429).count());
        }
        form.put("password", People.PASSWORD);
        assertEquals(429, browser.post("/signin", form).status());
    }

    @Test
    void a_right_password_does_not_use_attempts_up() {
        var person = People.member(Role.OWNER);
        for (int i = 0; i < 12; i++) {
            Page done = browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
            assertEquals(303, done.status());
        }
    }

    @Test
    void an_overlong_password_is_wrong_without_being_hashed() {
        var person = People.member(Role.OWNER);
        Page page = browser.signIn(browser.get("/signin"), person.email(), "x".repeat(20_000));
        assertEquals(403, page.status());
    }

    @Test
    void signing_out_ends_the_session_and_needs_the_pages_own_form() {
        var person = People.member(Role.OWNER);
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Page account = browser.get("/account");
        browser.post("/signout", Map.of("csrf", "x"));
        assertEquals(200, browser.get("/account").status());
        browser.post("/signout", account.hidden("/signout"));
        assertEquals(303, browser.get("/account").status());
        assertTrue(Rows.acts(Event.SYSTEM).contains("sign_out"));
    }
}
