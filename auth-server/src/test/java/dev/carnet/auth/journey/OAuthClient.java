package dev.carnet.auth.journey;

import static dev.carnet.auth.journey.Patience.given;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.World;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// A public client as the official libraries behave, which keeps what it is given.
final class OAuthClient {

    static final String CALLBACK = "http://127.0.0.1:7777/callback";

    final String clientId;
    final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();

    OAuthClient(String clientId) {
        this.clientId = clientId;
    }

    static OAuthClient register() {
        return new OAuthClient(
                register(
                                """
                                {"client_name": "Test client", "redirect_uris": ["%s"],
                                 "token_endpoint_auth_method": "none", "application_type": "native",
                                 "grant_types": ["authorization_code", "refresh_token"]}
                                """
                                        .formatted(CALLBACK))
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("client_id"));
    }

    /// A client that is registered already: registration itself has a limit.
    static OAuthClient known() {
        return known(CALLBACK);
    }

    static OAuthClient known(String... redirectUris) {
        String id = Ids.fresh("cli");
        World.current()
                .write(
                        """
                        INSERT INTO auth.client (client_id, name, application_type,
                            token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources)
                        VALUES (?, 'Test client', 'native', 'none', string_to_array(?, ' '),
                            '{authorization_code,refresh_token}', '{carnet:read,carnet:write}', '{}')
                        """,
                        id,
                        String.join(" ", redirectUris));
        return new OAuthClient(id);
    }

    static Response register(String metadata) {
        return given().contentType("application/json").body(metadata).post("/register");
    }

    /// The parameters of a plain authorization request.
    Map<String, String> request() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("state", "xyz 1&2");
        parameters.put("scope", "carnet:read carnet:write");
        parameters.put("resource", World.current().mcpUrl());
        parameters.put("code_challenge", Pkce.challenge(verifier));
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    /// Signs in and shows the consent page.
    static Page consentPage(Browser browser, Somebody person, Map<String, String> request) {
        Page first = browser.get("/authorize?" + Browser.encode(request));
        Page signIn = browser.get(first.location().orElseThrow());
        Page back = browser.signIn(signIn, person.email(), People.PASSWORD);
        return browser.get(back.location().orElseThrow());
    }

    /// Presses Allow with the boxes for reading and writing ticked.
    static Page allow(Browser browser, Page consent) {
        var form = new LinkedHashMap<>(consent.hidden("/consent"));
        form.put("scope_read", "on");
        form.put("scope_write", "on");
        form.put("decision", "allow");
        return browser.post("/consent", form);
    }

    /// A code for that person, all pages included.
    String code(Somebody person) {
        return code(person, request());
    }

    String code(Somebody person, Map<String, String> request) {
        var browser = new Browser(World.current().issuer());
        return allow(browser, consentPage(browser, person, request))
                .parameter("code")
                .orElseThrow();
    }

    /// What redeems a code.
    Map<String, String> redemption(String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("code_verifier", verifier);
        form.put("client_id", clientId);
        form.put("resource", World.current().mcpUrl());
        return form;
    }

    Response redeem(String code) {
        return token(redemption(code));
    }

    /// What refreshes.
    Map<String, String> refreshment(String refreshToken) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        form.put("client_id", clientId);
        form.put("resource", World.current().mcpUrl());
        return form;
    }

    Response refresh(String refreshToken) {
        return token(refreshment(refreshToken));
    }

    static Response token(Map<String, String> form) {
        return token(given(), form);
    }

    /// The same without asking again.
    static Response tokenOnce(Map<String, String> form) {
        return token(RestAssured.given(), form);
    }

    private static Response token(RequestSpecification request, Map<String, String> form) {
        return request.contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(form))
                .post("/token");
    }
}
