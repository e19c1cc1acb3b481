package dev.carnet.auth.authorize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.client.ApplicationType;
import dev.carnet.auth.client.AuthMethod;
import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.client.Traits;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.shared.token.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeChecksTest {

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final String GOOD =
            "client_id=cli_1&redirect_uri=http://localhost:1/cb&response_type=code&state=xyz"
                    + "&code_challenge_method=S256&scope=carnet:read&code_challenge="
                    + CHALLENGE;
    private static final Resources RESOURCES =
            new Resources("http://m/mcp", "http://a/api/v1", "http://m/api/v1", List.of(), true);

    @Test
    void accepts_a_request_as_it_should_be() {
        AuthorizeRequest request = accepted(GOOD);
        assertEquals("http://localhost:1/cb", request.redirectUri().text());
        assertEquals(Optional.of("xyz"), request.state());
        assertEquals("http://m/mcp", request.resource());
        assertEquals(Set.of(Scope.READ), request.scopes());
        assertEquals(CHALLENGE, request.codeChallenge());
    }

    /// RFC 9700 §4.11: nothing is redirected until client and redirect URI are proven.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client_id=cli_1& | '' | INVALID_REQUEST",
                "client_id=cli_1 | client_id=cli_2 | INVALID_CLIENT",
                "client_id=cli_1 | client_id=cli_1&client_id=cli_1 | INVALID_REQUEST",
                "&redirect_uri=http://localhost:1/cb | '' | INVALID_REQUEST",
                "localhost:1/cb | localhost:1/cbx | INVALID_REQUEST",
                "localhost:1/cb | localhost.evil.example/cb | INVALID_REQUEST",
                "http://localhost:1/cb | javascript:alert(1) | INVALID_REQUEST",
                "http://localhost:1/cb | https://evil.example/cb | INVALID_REQUEST",
                "state=xyz | redirect_uri=http://localhost:1/cb | INVALID_REQUEST",
            })
    void shows_the_error_while_the_redirect_is_unproven(String from, String to, ErrorCode code) {
        AuthorizeVerdict verdict = judge(GOOD.replace(from, to));
        assertEquals(
                code, assertInstanceOf(AuthorizeVerdict.Shown.class, verdict).refusal().code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "response_type=code | x=y | INVALID_REQUEST",
                "response_type=code | response_type=token | UNSUPPORTED_RESPONSE_TYPE",
                "response_type=code | response_type=code+id_token | UNSUPPORTED_RESPONSE_TYPE",
                "response_type=code | response_type=id_token+token | UNSUPPORTED_RESPONSE_TYPE",
                "state=xyz | state=xyz&response_mode=fragment | INVALID_REQUEST",
                "state=xyz | state=xyz&response_mode=form_post | INVALID_REQUEST",
                "state=xyz | state=xyz&request=eyJ | REQUEST_NOT_SUPPORTED",
                "state=xyz | state=xyz&request_uri=https://evil | REQUEST_URI_NOT_SUPPORTED",
                "code_challenge_method=S256 | x=y | INVALID_REQUEST",
                "code_challenge_method=S256 | code_challenge_method=plain | INVALID_REQUEST",
                "code_challenge_method=S256 | code_challenge_method=s256 | INVALID_REQUEST",
                "&code_challenge=E9M | &x=E9M | INVALID_REQUEST",
                "&code_challenge=E9M | &code_challenge=E9 | INVALID_REQUEST",
                "state=xyz | state=xyz&resource=http://evil/mcp | INVALID_TARGET",
                "state=xyz | state=xyz&resource=http://m/mcp%23f | INVALID_TARGET",
                "state=xyz | state=xyz&resource=http://m/mcp&resource=http://a/api/v1 |"
                        + " INVALID_TARGET",
                "scope=carnet:read | scope=openid | INVALID_SCOPE",
                "state=xyz | state=xyz&prompt=none | INTERACTION_REQUIRED",
                "state=xyz | state=xyz&scope=carnet:write | INVALID_REQUEST",
                "state=xyz | state=xyz&foo=1&foo=1 | INVALID_REQUEST",
            })
    void redirects_the_error_once_the_redirect_is_proven(String from, String to, ErrorCode code) {
        var redirected =
                assertInstanceOf(AuthorizeVerdict.Redirected.class, judge(GOOD.replace(from, to)));
        assertEquals(code, redirected.refusal().code());
        assertEquals("http://localhost:1/cb", redirected.redirectUri().text());
        assertEquals(Optional.of("xyz"), redirected.state());
    }

    @Test
    void a_repeated_state_is_not_sent_back() {
        var verdict = judge(GOOD + "&state=abc");
        var redirected = assertInstanceOf(AuthorizeVerdict.Redirected.class, verdict);
        assertEquals(Optional.empty(), redirected.state());
    }

    @Test
    void an_overlong_state_or_scope_is_refused() {
        assertInstanceOf(
                AuthorizeVerdict.Redirected.class, judge(GOOD.replace("xyz", "x".repeat(4_001))));
        assertInstanceOf(
                AuthorizeVerdict.Redirected.class,
                judge(GOOD.replace("carnet:read", "carnet:read+".repeat(1_000))));
    }

    /// V31: an empty scope is the client's default, never everything.
    @ParameterizedTest
    @ValueSource(strings = {"&scope=carnet:read", "&scope=", "&scope=+", "&scope"})
    void a_missing_or_blank_scope_is_the_default(String scope) {
        assertEquals(
                Set.of(Scope.READ), accepted(GOOD.replace("&scope=carnet:read", scope)).scopes());
    }

    @Test
    void scopes_of_other_systems_are_passed_over() {
        assertEquals(
                Set.of(Scope.READ, Scope.OPERATE),
                accepted(GOOD.replace("carnet:read", "openid+carnet:read+carnet:operate"))
                        .scopes());
    }

    @Test
    void prompt_login_asks_for_a_fresh_sign_in() {
        assertTrue(accepted(GOOD + "&prompt=login+consent").freshSignIn());
    }

    @Test
    void an_administered_client_stays_within_its_scopes_and_resources() {
        Client administered =
                client(
                        Client.Standing.ADMINISTERED,
                        List.of("http://a/api/v1"),
                        "authorization_code");
        assertEquals(ErrorCode.INVALID_TARGET, refused(administered, GOOD));
        assertEquals(
                ErrorCode.INVALID_SCOPE,
                refused(
                        administered,
                        GOOD.replace("carnet:read", "carnet:operate")
                                + "&resource=http://a/api/v1"));
    }

    @Test
    void a_client_without_the_grant_is_refused() {
        Client machine =
                client(Client.Standing.ADMINISTERED, List.of("http://m/mcp"), "client_credentials");
        assertEquals(ErrorCode.UNAUTHORIZED_CLIENT, refused(machine, GOOD));
    }

    private static ErrorCode refused(Client client, String query) {
        var verdict =
                AuthorizeChecks.judge(Parameters.parse(query), Optional.of(client), RESOURCES);
        return assertInstanceOf(AuthorizeVerdict.Redirected.class, verdict).refusal().code();
    }

    private static AuthorizeRequest accepted(String query) {
        return assertInstanceOf(AuthorizeVerdict.Accepted.class, judge(query)).request();
    }

    private static AuthorizeVerdict judge(String query) {
        Parameters parameters = Parameters.parse(query);
        Optional<Client> known =
                parameters
                        .one("client_id")
                        .filter("cli_1"::equals)
                        .map(id ->
                                client(Client.Standing.STRANGER, List.of(), "authorization_code"));
        return AuthorizeChecks.judge(parameters, known, RESOURCES);
    }

    private static Client client(Client.Standing standing, List<String> resources, String grant) {
        return new Client(
                "cli_1",
                Optional.empty(),
                standing,
                "Test",
                ApplicationType.NATIVE,
                AuthMethod.NONE,
                List.of("http://localhost/cb"),
                Set.of(GrantType.of(grant).orElseThrow()),
                Set.of(Scope.READ),
                resources,
                Optional.empty(),
                Optional.empty(),
                Traits.ORDINARY);
    }
}
