package dev.carnet.auth.journey;

import static dev.carnet.auth.journey.Patience.given;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// Every door where something secret is asked for, with what guesses at it and what opens it.
final class Guessing {

    private static final List<String> CLIENT_DOORS =
            List.of("/token", "/par", "/introspect", "/revoke", "/device_authorization");

    private final Somebody person = People.member(Role.OWNER);
    private final Browser browser = new Browser(World.current().issuer());

    /// One of them.
    ///
    /// @param limit as many guesses are looked at
    /// @param looked how a guess is answered that was looked at and is wrong
    /// @param wrong a guess
    /// @param right what would be let in
    record Door(int limit, int looked, Callable<Integer> wrong, Callable<Integer> right) {}

    Door door(String name) {
        return switch (name) {
            case "password" -> password();
            case "password change" -> passwordChange();
            case "code of an app" -> secondStep("000000");
            case "recovery code" -> secondStep("aaaaa-aaaaa");
            case "passkey" -> passkey();
            case "code of a device" -> device();
            case "link of an invitation" -> link("/invitation?token=", invitation());
            case "link for a new password" -> link("/reset?token=", reset());
            case "link of the first owner" -> link("/setup?token=", invitation());
            case "secret of a client" -> clientSecret();
            case "assertion of a client" -> clientAssertion();
            case "token of a registration" -> registration();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Door password() {
        return new Door(
                Limits.ATTEMPTS_PER_EMAIL,
                403,
                () -> signIn("not the password").status(),
                () -> signIn(People.PASSWORD).status());
    }

    private Page signIn(String password) {
        var guest = new Browser(World.current().issuer());
        return guest.signIn(guest.get("/signin"), person.email(), password);
    }

    private void enter() {
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
    }

    private Door passwordChange() {
        enter();
        var form =
                new LinkedHashMap<>(browser.get("/account/password").hidden("/account/password"));
        form.put("new_password", "another horse battery");
        form.put("repeated", "another horse battery");
        return field(form, "/account/password", "password", "wrong", People.PASSWORD)
                .limited(Limits.ATTEMPTS_PER_EMAIL, 403);
    }

    private Door secondStep(String guess) {
        enter();
        Phone phone = Phone.enrol(browser);
        browser.forget();
        Phone.forgetSteps(person.id());
        enter();
        Map<String, String> form = browser.get("/signin/second").hidden("/signin/second");
        String right = guess.contains("-") ? phone.codes().getFirst() : phone.now();
        return field(form, "/signin/second", "code", guess, right)
                .limited(Limits.SECOND_STEP_TRIES, 403);
    }

    private Door passkey() {
        var key = new SoftKey();
        enter();
        browser.post("/account/passkey", key.create(browser.get("/account/passkey")));
        browser.forget();
        enter();
        Page form = browser.get("/signin/passkey");
        return new Door(
                Limits.ATTEMPTS_PER_EMAIL,
                403,
                () -> browser.post("/signin/passkey", new SoftKey().get(form)).status(),
                () -> browser.post("/signin/passkey", key.get(form)).status());
    }

    private Door device() {
        var begun = Devices.begin(Devices.client());
        Page page = Devices.codePage(browser, person, "/device");
        return field(page.hidden("/device"), "/device", "user_code", "BBBB-BBBB", begun.userCode())
                .limited(Limits.DEVICE_CODE_ATTEMPTS, 400);
    }

    /// A form with one field that is guessed. To be sent back to the beginning is to be shut out.
    private Field field(
            Map<String, String> form, String path, String field, String wrong, String right) {
        return new Field(browser, form, path, field, wrong, right);
    }

    private record Field(
            Browser browser,
            Map<String, String> form,
            String path,
            String field,
            String wrong,
            String right) {

        Door limited(int limit, int looked) {
            return new Door(limit, looked, () -> submit(wrong), () -> submit(right));
        }

        private int submit(String value) {
            var filled = new LinkedHashMap<>(form);
            filled.put(field, value);
            Page answer = browser.post(path, filled);
            boolean over = answer.location().filter(to -> to.startsWith("/signin?")).isPresent();
            return over ? 429 : answer.status();
        }
    }

    private Door link(String path, String right) {
        return new Door(
                Limits.LINK_ATTEMPTS,
                410,
                () -> browser.get(path + OpaqueToken.fresh("")).status(),
                () -> browser.get(right).status());
    }

    private static String invitation() {
        return new House()
                .owner()
                .body(Map.of("email", OpaqueToken.fresh("x") + "@example.test", "role", "member"))
                .post("/invitations")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("link")
                .substring(World.current().issuer().length());
    }

    private String reset() {
        String secret = OpaqueToken.fresh("carnet_pr_");
        World.current()
                .write(
                        "INSERT INTO auth.password_reset (hash, person_id, expires_at)"
                                + " VALUES (?, ?, now() + interval '9 minutes')",
                        OpaqueToken.hash(secret).getBytes(),
                        person.id());
        return "/reset?token=" + secret;
    }

    /// At each endpoint in turn: they have one limit together.
    private static Door clientSecret() {
        var machine = Machines.withSecret(People.workspace());
        var turn = new AtomicInteger();
        var wrong = new LinkedHashMap<>(machine.with(Map.of("token", "x")));
        wrong.putAll(machine.form());
        wrong.put("client_secret", "invented");
        return new Door(
                Limits.GUESSES,
                401,
                () -> post(CLIENT_DOORS.get(turn.getAndIncrement() % CLIENT_DOORS.size()), wrong),
                () -> post("/token", machine.form()));
    }

    private static Door clientAssertion() {
        var keyed = Machines.withKey(People.workspace());
        var thief = new Machines.Keyed(keyed.id(), Machines.key());
        return new Door(
                Limits.GUESSES,
                401,
                () -> post("/token", thief.form(World.current().issuer())),
                () -> post("/token", keyed.form(World.current().issuer())));
    }

    private static Door registration() {
        var made =
                OAuthClient.register("{\"redirect_uris\":[\"" + OAuthClient.CALLBACK + "\"]}")
                        .then()
                        .statusCode(201)
                        .extract();
        String path = "/register/" + made.<String>path("client_id");
        String token = made.path("registration_access_token");
        return new Door(
                Limits.GUESSES, 401, () -> manage(path, "invented"), () -> manage(path, token));
    }

    private static int manage(String path, String token) {
        return given().header("Authorization", "Bearer " + token).get(path).statusCode();
    }

    private static int post(String path, Map<String, String> form) {
        return given().contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(form))
                .post(path)
                .statusCode();
    }
}
