package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9126 over HTTP.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class PushedRequestTest {

    private static final int AT_ONCE = 100;
    private static final int ROUNDS = Rounds.COUNT;
    private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
    }

    @Test
    void a_pushed_request_leads_to_a_code_and_its_state() {
        Pushes.push(client.request())
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("request_uri", startsWith(PREFIX))
                .body("expires_in", equalTo(60))
                .body("expires_in", lessThan(600));
        String uri = Pushes.uri(client.request());
        var browser = new Browser(World.current().issuer());
        Page done = OAuthClient.allow(browser, consent(browser, uri));
        assertEquals(Optional.of("xyz 1&2"), done.parameter("state"));
        assertEquals(Optional.of(World.current().issuer()), done.parameter("iss"));
        client.redeem(done.parameter("code").orElseThrow()).then().statusCode(200);
    }

    private Page consent(Browser browser, String uri) {
        return OAuthClient.consentPage(browser, person, Pushes.by(client.clientId, uri));
    }

    private Page open(Browser browser, String clientId, String uri) {
        return browser.get("/authorize?" + Browser.encode(Pushes.by(clientId, uri)));
    }

    /// RFC 9126 §7.3: looking is not using, answering is.
    @Test
    void it_can_be_opened_again_until_it_is_answered_and_never_afterwards() {
        String uri = Pushes.uri(client.request());
        var browser = new Browser(World.current().issuer());
        assertEquals(303, open(browser, client.clientId, uri).status());
        assertEquals(303, open(browser, client.clientId, uri).status());
        Page consent = consent(browser, uri);
        assertEquals(200, open(browser, client.clientId, uri).status());
        assertTrue(OAuthClient.allow(browser, consent).parameter("code").isPresent());
        Page again = open(browser, client.clientId, uri);
        assertEquals(400, again.status());
        assertTrue(again.body().contains("invalid_request_uri"));
        Page twice = OAuthClient.allow(browser, consent);
        assertEquals(400, twice.status());
        assertFalse(twice.location().isPresent());
    }

    @Test
    void a_denied_request_is_answered_too() {
        String uri = Pushes.uri(client.request());
        var browser = new Browser(World.current().issuer());
        var form = new LinkedHashMap<>(consent(browser, uri).hidden("/consent"));
        form.put("decision", "deny");
        assertEquals(
                Optional.of("access_denied"), browser.post("/consent", form).parameter("error"));
        assertEquals(400, open(browser, client.clientId, uri).status());
    }

    /// The short life is over before it is opened, the long one before it is answered.
    @Test
    void an_expired_one_is_refused_opened_or_not() {
        String uri = Pushes.uri(client.request());
        Pushes.expire(uri);
        var browser = new Browser(World.current().issuer());
        assertEquals(400, open(browser, client.clientId, uri).status());
        String opened = Pushes.uri(client.request());
        Page consent = consent(browser, opened);
        Pushes.expire(opened);
        assertEquals(400, OAuthClient.allow(browser, consent).status());
        Pushes.uri(client.request());
        assertEquals(
                List.of(),
                Rows.strings(
                        "SELECT client_id FROM auth.pushed WHERE hash = ?",
                        OpaqueToken.hash(uri).getBytes()));
    }

    @Test
    void another_clients_request_is_refused_and_stays_usable() {
        String uri = Pushes.uri(client.request());
        var browser = new Browser(World.current().issuer());
        Page other = open(browser, OAuthClient.known().clientId, uri);
        assertEquals(400, other.status());
        assertTrue(other.body().contains("invalid_request_uri"));
        assertEquals(400, browser.get("/authorize?request_uri=" + uri).status());
        assertEquals(303, open(browser, client.clientId, uri).status());
    }

    /// V14: no request URI but one of ours is ever looked at, here or there.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:1/request.jwt",
                "http://169.254.169.254/latest",
                "file:///etc/passwd",
                "urn:example:other",
            })
    void a_request_uri_of_somebody_else_is_refused(String uri) {
        var request = client.request();
        request.put("request_uri", uri);
        Pushes.push(request).then().statusCode(400).body("error", equalTo("invalid_request"));
        var browser = new Browser(World.current().issuer());
        assertEquals(
                Optional.of("request_uri_not_supported"),
                browser.get("/authorize?" + Browser.encode(request)).parameter("error"));
        assertEquals(400, open(browser, client.clientId, uri).status());
    }

    /// V14, RFC 9126 §2.1: nor is one of ours taken inside another.
    @Test
    void a_pushed_request_names_no_other() {
        var request = client.request();
        request.put("request_uri", Pushes.uri(client.request()));
        Pushes.push(request).then().statusCode(400).body("error", equalTo("invalid_request"));
        assertEquals(
                400,
                open(new Browser(World.current().issuer()), client.clientId, PREFIX + "made-up")
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uri, https://evil.example/cb, invalid_request",
        "redirect_uri, '', invalid_request",
        "response_type, token, unsupported_response_type",
        "code_challenge_method, plain, invalid_request",
        "code_challenge, '', invalid_request",
        "scope, nothing:known, invalid_scope",
        "resource, https://evil.example/, invalid_target",
        "request, eyJ, request_not_supported",
        "dpop_jkt, short, invalid_request",
        "client_id, cli_00000000000000000000, invalid_client",
    })
    void the_checks_are_those_of_authorize_and_answered_as_json(
            String name, String value, String error) {
        var request = client.request();
        request.put(name, value);
        Pushes.push(request)
                .then()
                .statusCode(error.equals("invalid_client") ? 401 : 400)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("error", equalTo(error));
    }

    /// V8: sent twice is refused at PAR and outside of it.
    @Test
    void a_parameter_sent_twice_is_an_invalid_request() {
        String form = Browser.encode(client.request());
        for (String name : client.request().keySet()) {
            if (!name.equals("resource")) {
                given().contentType("application/x-www-form-urlencoded")
                        .body(form + "&" + name + "=x")
                        .post("/par")
                        .then()
                        .statusCode(400)
                        .body("error", equalTo("invalid_request"));
            }
        }
        String uri = Pushes.uri(client.request());
        String query = Browser.encode(Pushes.by(client.clientId, uri));
        var browser = new Browser(World.current().issuer());
        assertEquals(400, browser.get("/authorize?" + query + "&client_id=x").status());
        assertEquals(400, browser.get("/authorize?" + query + "&request_uri=x").status());
    }

    /// RFC 9101 §6.3: what stands beside the request URI counts for nothing.
    @Test
    void what_stands_outside_counts_for_nothing() {
        String uri = Pushes.uri(client.request());
        var query = Pushes.by(client.clientId, uri);
        query.put("state", "outside");
        query.put("redirect_uri", "https://evil.example/cb");
        query.put("scope", "carnet:operate");
        query.put("prompt", "none");
        var browser = new Browser(World.current().issuer());
        Page done = OAuthClient.allow(browser, OAuthClient.consentPage(browser, person, query));
        assertTrue(done.location().orElseThrow().startsWith(OAuthClient.CALLBACK));
        assertEquals(Optional.of("xyz 1&2"), done.parameter("state"));
        client.redeem(done.parameter("code").orElseThrow())
                .then()
                .body("scope", equalTo("carnet:read carnet:write"));
    }

    /// RFC 9126 §2.3.
    @Test
    void other_methods_and_other_forms_are_told_so() {
        given().get("/par").then().statusCode(405).header("Allow", containsString("POST"));
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            given().request(method, "/par").then().statusCode(405);
        }
        given().contentType("application/json").body("{}").post("/par").then().statusCode(400);
        var request = client.request();
        request.put("x", "a".repeat(Limits.PARAMETERS_CHARACTERS));
        Pushes.push(request).then().statusCode(413).body("error", equalTo("invalid_request"));
    }

    @Test
    void a_client_may_bind_itself_to_pushing() {
        OAuthClient bound =
                new OAuthClient(
                        OAuthClient.register(
                                        """
                                        {"redirect_uris": ["%s"], "token_endpoint_auth_method": "none",
                                         "require_pushed_authorization_requests": true}
                                        """
                                                .formatted(OAuthClient.CALLBACK))
                                .then()
                                .statusCode(201)
                                .body("require_pushed_authorization_requests", equalTo(true))
                                .extract()
                                .path("client_id"));
        var browser = new Browser(World.current().issuer());
        assertEquals(
                Optional.of("invalid_request"),
                browser.get("/authorize?" + Browser.encode(bound.request())).parameter("error"));
        String uri = Pushes.uri(bound.request());
        assertEquals(303, open(browser, bound.clientId, uri).status());
    }

    @Test
    void a_new_sign_in_can_be_insisted_on_and_is_asked_for_once() {
        var request = client.request();
        request.put("prompt", "login");
        String uri = Pushes.uri(request);
        var browser = new Browser(World.current().issuer());
        consent(browser, Pushes.uri(client.request()));
        Page first = open(browser, client.clientId, uri);
        assertTrue(first.location().orElseThrow().contains("/signin"));
        Page back =
                browser.signIn(
                        browser.get(first.location().orElseThrow()),
                        person.email(),
                        People.PASSWORD);
        String target = back.location().orElseThrow();
        assertEquals(200, browser.get(target).status());
        assertTrue(
                open(browser, client.clientId, uri).location().orElseThrow().contains("/signin"));
        assertTrue(
                open(browser, client.clientId, Pushes.uri(request) + target.replaceAll(".*&", "&"))
                                .status()
                        >= 303);
    }

    /// RFC 9449 §10.1: by parameter, by proof, or by both if they name the same key.
    @Test
    void a_pushed_request_may_be_bound_to_a_key() {
        var key = DpopKey.fresh();
        String par = World.current().issuer() + "/par";
        var request = client.request();
        request.put("dpop_jkt", DpopKey.fresh().thumbprint());
        Pushes.push(request, Map.of("DPoP", key.proof("POST", par).sign()))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_dpop_proof"));
        request.put("dpop_jkt", key.thumbprint());
        Pushes.push(request, Map.of("DPoP", key.proof("POST", par).sign())).then().statusCode(201);
        String proof = key.proof("POST", par).sign();
        Pushes.push(client.request(), Map.of("DPoP", proof)).then().statusCode(201);
        Pushes.push(client.request(), Map.of("DPoP", proof))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_dpop_proof"));
    }

    /// V22: nothing of the request is in a cookie, and what is stored cannot be used to open it.
    @Test
    void no_parameter_is_in_a_cookie_and_the_name_is_stored_hashed() {
        var request = client.request();
        request.put("state", "seen-nowhere-else");
        String uri = Pushes.uri(request);
        var browser = new Browser(World.current().issuer());
        Page first = open(browser, client.clientId, uri);
        String signIn = first.location().orElseThrow();
        Page page = browser.get(signIn);
        for (Page one : List.of(first, page, consent(browser, uri))) {
            assertFalse(one.header("set-cookie").contains("seen-nowhere-else"));
            assertFalse(one.header("set-cookie").contains(uri.substring(PREFIX.length())));
        }
        assertFalse(signIn.contains("seen-nowhere-else"));
        assertEquals(
                List.of(),
                Rows.strings(
                        "SELECT 1 FROM auth.pushed WHERE query LIKE ?",
                        "%" + uri.substring(PREFIX.length()) + "%"));
    }

    /// V22: nor does any of it reach a log, whatever becomes of the request.
    @Test
    void no_parameter_is_logged() {
        var request = client.request();
        request.put("state", "seen-in-no-log");
        String challenge = String.valueOf(request.get("code_challenge"));
        try (var spoken = new Spoken()) {
            var browser = new Browser(World.current().issuer());
            String uri = Pushes.uri(request);
            OAuthClient.allow(browser, consent(browser, uri));
            assertEquals(400, open(browser, client.clientId, uri).status());
            request.put("response_type", "token");
            Pushes.push(request).then().statusCode(400);
            Logger.getLogger("").info("heard");
            assertFalse(spoken.with("heard").isEmpty());
            for (String secret : List.of("seen-in-no-log", challenge, PREFIX)) {
                assertEquals(List.of(), spoken.with(secret));
            }
        }
    }

    /// One address may push so many requests a minute, and is told when to come again. What it may
    /// push comes back little by little, so it is pushed at once and until it is told.
    @Test
    void an_address_that_pushes_too_much_is_told_to_wait() {
        var elsewhere = InetAddress.ofLiteral("127.0.0.77");
        try (var http = HttpClient.newBuilder().localAddress(elsewhere).build()) {
            var push =
                    HttpRequest.newBuilder(URI.create(World.current().issuer() + "/par"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.noBody())
                            .build();
            List<HttpResponse<String>> last = List.of();
            int pushed = 0;
            while (pushed < 20 * Limits.PUSHED_PER_MINUTE && !isRefused(last)) {
                last =
                        Stream.generate(() -> http.sendAsync(push, BodyHandlers.ofString()))
                                .limit(AT_ONCE)
                                .toList()
                                .stream()
                                .map(CompletableFuture::join)
                                .toList();
                pushed += AT_ONCE;
            }
            assertTrue(pushed >= Limits.PUSHED_PER_MINUTE, pushed + " were enough");
            var refused =
                    last.stream().filter(one -> one.statusCode() == 429).findFirst().orElseThrow();
            assertEquals("60", refused.headers().firstValue("Retry-After").orElse(""));
            assertTrue(refused.body().contains("\"temporarily_unavailable\""), refused.body());
        }
        Pushes.push(client.request()).then().statusCode(201);
    }

    private static boolean isRefused(List<HttpResponse<String>> answers) {
        return answers.stream().anyMatch(answer -> answer.statusCode() == 429);
    }

    /// V35: the answer is pressed twice at once; two hundred times one code and no more.
    @Test
    void of_two_answers_at_once_one_counts() {
        var browser = new Browser(World.current().issuer());
        consent(browser, Pushes.uri(client.request()));
        try (var races = new Races(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Page consent = open(browser, client.clientId, Pushes.uri(client.request()));
                long codes =
                        races.run(() -> OAuthClient.allow(browser, consent)).stream()
                                .filter(page -> page.parameter("code").isPresent())
                                .count();
                assertEquals(1, codes, "round " + round);
            }
        }
    }
}
