package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class PasskeyTest {

    private final Somebody person = People.member(Role.OWNER);
    private final Browser browser = browser();
    private final SoftKey key = new SoftKey();

    @BeforeEach
    void forget_attempts() {
        World.current().write("DELETE FROM auth.attempt");
    }

    private static Browser browser() {
        return new Browser(World.current().issuer());
    }

    private void password(Browser at, Somebody who) {
        at.signIn(at.get("/signin"), who.email(), People.PASSWORD);
    }

    private Page register(Browser at, Somebody who, SoftKey device) {
        password(at, who);
        return at.post("/account/passkey", device.create(at.get("/account/passkey")));
    }

    private void registered() {
        assertEquals(200, register(browser, person, key).status());
        browser.forget();
    }

    private Page signIn(SoftKey device) {
        return browser.post("/signin/passkey", device.get(browser.get("/signin/passkey")));
    }

    private static String passkeys(Somebody who) {
        return Rows.string("SELECT count(*) FROM auth.passkey WHERE person_id = ?", who.id());
    }

    @Test
    void a_passkey_signs_in_without_a_name_or_a_password() {
        Page made = register(browser, person, key);
        assertEquals(10, Phone.codes(made).size());
        assertTrue(browser.get("/account/security").body().contains("Laptop"));
        browser.forget();
        Page done = signIn(key);
        assertEquals(303, done.status());
        assertEquals(Optional.of("/account"), done.location());
        assertTrue(browser.get("/account").body().contains(person.email()));
        assertEquals(
                "passkey",
                Rows.string(
                        "SELECT strength FROM auth.sign_in_session WHERE person_id = ? "
                                + "ORDER BY created_at DESC",
                        person.id()));
        assertTrue(Rows.acts(Event.SYSTEM).contains("factor.add"));
    }

    /// V19: every algorithm that is offered is one that works, and its signature is looked at.
    @ParameterizedTest
    @ValueSource(strings = {"ES256", "EdDSA", "RS256"})
    void a_passkey_of_every_algorithm_that_is_offered_signs_in(String algorithm) {
        SoftKey mine = SoftKey.of(algorithm);
        assertEquals(200, register(browser, person, mine).status());
        browser.forget();
        assertEquals(Optional.of("/account"), signIn(mine).location());
        browser.forget();
        SoftKey forged = SoftKey.of(algorithm);
        forged.id = mine.id;
        forged.handle = mine.handle;
        forged.count = 10;
        assertEquals(403, signIn(forged).status());
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
    }

    @Test
    void a_passkey_is_a_second_step_too_and_a_recovery_code_does_without_script() {
        Page made = register(browser, person, key);
        String code = Phone.codes(made).getFirst();
        browser.forget();
        Page half = browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertEquals(Optional.of("/signin/second?return=%2Faccount"), half.location());
        assertTrue(browser.get("/signin/second").body().contains("/signin/passkey?return="));
        Page page = browser.get("/signin/passkey");
        assertEquals(
                SoftKey.text(key.id),
                SoftKey.options(page)
                        .getJsonArray("allowCredentials")
                        .getJsonObject(0)
                        .getString("id"));
        assertEquals(303, browser.post("/signin/passkey", key.get(page)).status());
        browser.forget();
        password(browser, person);
        var form = new LinkedHashMap<>(browser.get("/signin/second").hidden("/signin/second"));
        form.put("code", code);
        assertEquals(Optional.of("/account"), browser.post("/signin/second", form).location());
    }

    /// V19: whatever a browser may leave out, the server asks for it.
    @ParameterizedTest
    @MethodSource("bent")
    void a_bent_answer_signs_nobody_in(String what, Consumer<SoftKey> bend) {
        registered();
        bend.accept(key);
        Page refused = signIn(key);
        assertEquals(403, refused.status(), what);
        assertEquals(Optional.empty(), browser.cookie("carnet_session"), what);
    }

    /// V19: the same when a passkey is made.
    @ParameterizedTest
    @MethodSource("bent")
    void a_bent_passkey_is_not_added(String what, Consumer<SoftKey> bend) {
        if (!what.startsWith("handle") && !what.equals("key")) {
            bend.accept(key);
            assertEquals(400, register(browser, person, key).status(), what);
            assertEquals("0", passkeys(person), what);
        } else {
            assertEquals(200, register(browser, person, key).status(), what);
        }
    }

    static Stream<Arguments> bent() {
        return Stream.of(
                bend("origin of another host", it -> it.origin = "https://evil.example"),
                bend("origin of another port", it -> it.origin = "http://localhost:1"),
                bend("origin of a subdomain", it -> it.origin = it.origin.replace("l", "a.l")),
                bend("name of another party", it -> it.party = "evil.example"),
                bend("shown in a foreign frame", it -> it.crossOrigin = true),
                bend("person not verified", it -> it.flags = SoftKey.PRESENT),
                bend("person not present", it -> it.flags = SoftKey.VERIFIED),
                bend("other ceremony", it -> it.type = "payment.get"),
                bend("other challenge", it -> it.challenge = "AAAAAAAAAAAAAAAAAAAAAA"),
                bend("handle of somebody else", it -> it.handle = SoftKey.text(new byte[9])),
                bend("key", it -> it.id = new SoftKey().id));
    }

    private static Arguments bend(String what, Consumer<SoftKey> bend) {
        return Arguments.of(what, bend);
    }

    /// V19: only the algorithms that were asked for.
    @Test
    void a_passkey_of_another_algorithm_is_not_added() {
        assertEquals(400, register(browser, person, SoftKey.of("ES384")).status());
        assertEquals("0", passkeys(person));
    }

    /// V19: a count that does not grow is of a copy.
    @Test
    void a_copy_that_signs_with_an_old_count_is_refused() {
        registered();
        assertEquals(303, signIn(key).status());
        browser.forget();
        assertEquals(303, signIn(key).status());
        browser.forget();
        key.count = 0;
        assertEquals(403, signIn(key).status());
        assertTrue(
                Rows.strings("SELECT convert_from(data, 'UTF8') FROM audit.entry").stream()
                        .anyMatch(line -> line.contains("passkey_counter")));
    }

    /// V19: an answer counts once, in the browser it was asked of, and not for long.
    @Test
    void an_answer_is_not_taken_twice_or_from_elsewhere() {
        registered();
        Map<String, String> answer = key.get(browser.get("/signin/passkey"));
        var stranger = browser();
        assertEquals(403, stranger.post("/signin/passkey", answer).status());
        stranger.get("/signin/passkey");
        assertEquals(403, stranger.post("/signin/passkey", answer).status());
        assertEquals(
                403,
                browser.post("/signin/passkey", answer, Map.of("Origin", "https://evil.example"))
                        .status());
        String form = browser.cookie("carnet_form").orElseThrow();
        assertEquals(303, browser.post("/signin/passkey", answer).status());
        browser.forget();
        Page again =
                browser.post("/signin/passkey", answer, Map.of("Cookie", "carnet_form=" + form));
        assertEquals(403, again.status());
        assertTrue(again.body().contains("does not sign in here"));
    }

    /// V19, V41: a credential belongs to one person, whoever registers it again.
    @Test
    void a_credential_of_somebody_else_is_not_added_and_signs_in_only_them() {
        registered();
        var other = People.member(Role.OWNER);
        var theirs = browser();
        assertEquals(400, register(theirs, other, key).status());
        assertEquals("0", passkeys(other));
        key.handle = SoftKey.text(other.id().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(403, signIn(key).status());
    }

    /// V41: whoever began with one person's password does not go on with another's passkey, of this
    /// workspace or of any other.
    @Test
    void a_second_step_takes_no_passkey_of_somebody_else() {
        registered();
        var other = People.member(Role.OWNER);
        var mallory = new SoftKey();
        assertEquals(200, register(browser(), other, mallory).status());
        password(browser, person);
        assertEquals(403, signIn(mallory).status());
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
        assertEquals(303, signIn(key).status());
    }

    /// V41: nobody adds a passkey to an account they found open.
    @Test
    void a_passkey_is_added_after_a_fresh_sign_in_only() {
        password(browser, person);
        Page page = browser.get("/account/passkey");
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '11"
                                + " minutes' WHERE person_id = ?",
                        person.id());
        assertEquals(303, browser.post("/account/passkey", key.create(page)).status());
        assertEquals("0", passkeys(person));
        assertEquals(303, browser.get("/account/passkey").status());
    }

    /// V17: wrong passkeys are counted with wrong passwords and wrong codes.
    @Test
    void wrong_passkeys_use_the_limit_of_the_person_up() {
        registered();
        password(browser, person);
        for (int i = 0; i < 10; i++) {
            assertEquals(403, signIn(new SoftKey()).status());
        }
        assertEquals(429, signIn(key).status());
        assertEquals(
                429,
                browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"id\":1}",
                "{\"id\":\"x\",\"response\":null}",
                "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"response\":{}}",
                "{\"id\":\"AAAA\",\"response\":{\"clientDataJSON\":\"e30\",\"signature\":\"AA\","
                        + "\"authenticatorData\":\"AA\"}}",
                "<script>"
            })
    void what_is_no_answer_is_refused_and_breaks_nothing(String text) {
        var form = new LinkedHashMap<>(browser.get("/signin/passkey").hidden("/signin/passkey"));
        form.put("credential", text);
        assertEquals(403, browser.post("/signin/passkey", form).status());
        password(browser, person);
        var made = new LinkedHashMap<>(browser.get("/account/passkey").hidden("/account/passkey"));
        made.put("credential", text);
        assertEquals(400, browser.post("/account/passkey", made).status());
    }

    @Test
    void a_passkey_is_renamed_and_removed_by_its_person() {
        register(browser, person, key);
        Page page = browser.get("/account/security");
        var rename = new LinkedHashMap<>(page.hidden("/account/passkey/rename"));
        rename.put("name", "Old phone");
        assertEquals(303, browser.post("/account/passkey/rename", rename).status());
        assertTrue(browser.get("/account/security").body().contains("Old phone"));
        var remove = page.hidden("/account/passkey/remove");
        var other = browser();
        password(other, People.member(Role.OWNER));
        assertEquals(400, other.post("/account/passkey/remove", remove).status());
        assertEquals("1", passkeys(person));
        assertEquals(303, browser.post("/account/passkey/remove", remove).status());
        assertEquals("0", passkeys(person));
        browser.forget();
        assertEquals(403, signIn(key).status());
        Page alone = browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertEquals(Optional.of("/account"), alone.location());
    }

    @Test
    void a_script_runs_on_the_pages_that_ask_for_a_passkey_and_nowhere_else() {
        String policy = browser.get("/signin/passkey").header("content-security-policy");
        assertTrue(policy.contains("script-src 'self'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertFalse(
                browser.get("/signin").header("content-security-policy").contains("script-src"));
        assertEquals(200, browser.get("/passkey.js").status());
    }
}
