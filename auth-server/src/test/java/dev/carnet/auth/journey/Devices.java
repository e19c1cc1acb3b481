package dev.carnet.auth.journey;

import static dev.carnet.auth.journey.Patience.given;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.World;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/// Devices that ask, and people at another machine who answer them.
final class Devices {

    static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    private Devices() {}

    /// What a device was told.
    record Begun(String client, String deviceCode, String userCode, String complete) {

        /// A look at the token endpoint.
        Map<String, String> look() {
            var form = new LinkedHashMap<String, String>();
            form.put("grant_type", GRANT);
            form.put("device_code", deviceCode);
            form.put("client_id", client);
            return form;
        }

        Response poll() {
            rest();
            return OAuthClient.token(look());
        }

        /// Lets the interval pass.
        void rest() {
            World.current()
                    .write(
                            "UPDATE auth.device_code SET polled_at = polled_at - interval '90 s'"
                                    + " WHERE hash = ?",
                            hash());
        }

        byte[] hash() {
            return OpaqueToken.hash(deviceCode).getBytes();
        }
    }

    /// A public client that registered the grant.
    static String client() {
        String id = Ids.fresh("cli");
        World.current()
                .write(
                        """
                        INSERT INTO auth.client (client_id, name, application_type,
                            token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources)
                        VALUES (?, 'Living room', 'native', 'none', '{}', ARRAY[?, 'refresh_token'],
                            '{carnet:read,carnet:write}', '{}')
                        """,
                        id,
                        GRANT);
        return id;
    }

    static Response ask(Map<String, String> form) {
        return given().contentType("application/x-www-form-urlencoded")
                .header("User-Agent", "tv/1.0 <b>")
                .body(Browser.encode(form))
                .post("/device_authorization");
    }

    static Begun begin(String client) {
        var answer = ask(Map.of("client_id", client)).then().statusCode(200).extract();
        return new Begun(
                client,
                answer.path("device_code"),
                answer.path("user_code"),
                answer.path("verification_uri_complete"));
    }

    /// A browser in which the person is signed in, and the page for codes.
    static Page codePage(Browser browser, Somebody person, String path) {
        Page first = browser.get(path);
        Page signIn = browser.get(first.location().orElseThrow());
        Page back = browser.signIn(signIn, person.email(), People.PASSWORD);
        return browser.get(back.location().orElseThrow());
    }

    static Page type(Browser browser, Page page, String code) {
        var form = new LinkedHashMap<>(page.hidden("/device"));
        form.put("user_code", code);
        return browser.post("/device", form);
    }

    static Page decide(Browser browser, Page question, String decision, String... boxes) {
        var form = new LinkedHashMap<>(question.hidden("/device/decision"));
        for (String box : boxes) {
            form.put(box, "on");
        }
        form.put("decision", decision);
        return browser.post("/device/decision", form);
    }

    /// All pages until the person has decided.
    static Page decide(Begun device, Somebody person, String decision) {
        var browser = new Browser(World.current().issuer());
        Page question = type(browser, codePage(browser, person, "/device"), device.userCode());
        return decide(browser, question, decision, "scope_read", "scope_write");
    }

    /// A device whose request was allowed, without the way there.
    static Begun allowed(String client, Somebody person) {
        Begun device = begin(client);
        World.current()
                .write(
                        """
                        UPDATE auth.device_code SET decision = 'allow', workspace_id = ?,
                            grant_id = ?, person_id = ?, granted = 'carnet:read',
                            seq = (SELECT seq FROM feed.head) WHERE hash = ?
                        """,
                        person.workspace(),
                        Ids.fresh("grt"),
                        person.id(),
                        device.hash());
        return device;
    }
}
