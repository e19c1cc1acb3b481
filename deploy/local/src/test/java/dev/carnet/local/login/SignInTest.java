package dev.carnet.local.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.home.Home;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {

    @TempDir Path folder;

    @Test
    void keeps_the_tokens_for_its_owner_only_and_uses_them() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity())) {
            signIn(issuer, Map.of());
            var permissions = Files.getPosixFilePermissions(home().credentials());
            assertEquals("rw-------", PosixFilePermissions.toString(permissions));
            assertEquals("Bearer a-1", bearer());
            assertEquals("Bearer a-1", bearer());
        }
    }

    @Test
    void refreshes_a_token_that_has_ended() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity()).givingTokensFor(1)) {
            signIn(issuer, Map.of());
            assertEquals("Bearer a-2", bearer());
            assertEquals("Bearer a-3", bearer());
        }
    }

    @Test
    void refreshes_once_and_remembers_it() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity()).givingTokensFor(1)) {
            signIn(issuer, Map.of());
            issuer.givingTokensFor(300);
            assertEquals("Bearer a-2", bearer());
            assertEquals(2, issuer.asked.stream().filter("/token"::equals).count());
        }
    }

    @Test
    void says_so_when_the_sign_in_has_ended() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity()).givingTokensFor(1)) {
            signIn(issuer, Map.of());
            var stale = Credentials.read(home(), Desk.ISSUER);
            bearer();
            stale.write(home(), Desk.ISSUER);
            var refused = assertThrows(Refused.class, this::bearer);
            assertTrue(String.valueOf(refused.getMessage()).contains("run ./carnet login again"));
        }
    }

    @Test
    void signing_out_ends_the_grant_and_forgets_it() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity()).givingTokensFor(1)) {
            signIn(issuer, Map.of());
            bearer();
            assertEquals(issuer.url(), new SignOut(home()).end());
            assertEquals(List.of("cli_1 r-2"), issuer.revoked);
            assertFalse(Files.exists(home().credentials()));
            assertThrows(Refused.class, this::bearer);
            assertThrows(Refused.class, () -> new SignOut(home()).end());
        }
    }

    /// Nothing is forgotten that would live on at the server.
    @Test
    void a_sign_in_that_the_server_does_not_end_is_kept() throws Exception {
        var issuer = TinyIssuer.start(UnaryOperator.identity());
        try (issuer) {
            signIn(issuer, Map.of());
            issuer.refusesToRevoke = true;
            assertThrows(Refused.class, () -> new SignOut(home()).end());
            assertEquals("Bearer a-1", bearer());
        }
        assertThrows(Refused.class, () -> new SignOut(home()).end());
        assertTrue(Files.exists(home().credentials()));
    }

    @Test
    void a_sign_in_at_the_gateway_is_for_its_api_and_kept_apart() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity())) {
            var asked = new ArrayList<URI>();
            new SignIn(
                            home(),
                            Clock.systemUTC(),
                            url -> {
                                asked.add(url);
                                issuer.allow(url, Map.of());
                            })
                    .atGateway(issuer.url(), "https://gateway.example/api/v1");
            assertTrue(
                    asked.getFirst()
                            .getQuery()
                            .contains("resource=https://gateway.example/api/v1"));
            assertEquals(
                    "https://gateway.example/api/v1",
                    Credentials.read(home(), Desk.GATEWAY).resource());
            var refused = assertThrows(Refused.class, this::bearer);
            assertTrue(String.valueOf(refused.getMessage()).contains("run ./carnet login first"));
        }
    }

    /// V53, V54: hostile metadata leads our own client nowhere.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization_endpoint",
                "token_endpoint",
                "registration_endpoint",
                "revocation_endpoint"
            })
    void goes_nowhere_but_to_the_issuer_itself(String member) throws Exception {
        for (var place :
                new String[] {"http://127.0.0.1:1/x", "file:///etc/passwd", "calc.exe", "a b"}) {
            try (var issuer = TinyIssuer.start(metadata -> metadata.put(member, place))) {
                var shown = new ArrayList<URI>();
                var signIn = new SignIn(home(), Clock.systemUTC(), shown::add);
                assertThrows(Refused.class, () -> signIn.at(issuer.url()));
                assertTrue(shown.isEmpty());
            }
        }
    }

    @Test
    void refuses_a_server_that_calls_itself_another_issuer() throws Exception {
        refusesMetadata(metadata -> metadata.put("issuer", "https://elsewhere.example"));
    }

    @Test
    void refuses_metadata_that_lacks_an_endpoint() throws Exception {
        refusesMetadata(metadata -> metadata.without("token_endpoint"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com", "ftp://127.0.0.1", "nonsense", "http://"})
    void refuses_an_issuer_that_is_neither_https_nor_loopback(String issuer) {
        var signIn = new SignIn(home(), Clock.systemUTC(), _ -> {});
        assertThrows(Refused.class, () -> signIn.at(issuer));
    }

    /// V54: nor does an answer of another server.
    @Test
    void refuses_an_answer_from_another_issuer() throws Exception {
        refusesAnswer(Map.of("iss", "https://elsewhere.example"));
        refusesAnswer(Map.of("iss", ""));
    }

    @Test
    void refuses_an_answer_without_a_code() throws Exception {
        refusesAnswer(Map.of("code", "", "error", "access_denied"));
    }

    @Test
    void refuses_a_code_of_somebody_elses_attempt() throws Exception {
        refusesAnswer(Map.of("code", "c-stolen"));
    }

    @Test
    void ignores_an_answer_with_a_wrong_state_and_waits_for_the_right_one() throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity())) {
            new SignIn(
                            home(),
                            Clock.systemUTC(),
                            url -> {
                                issuer.allow(url, Map.of("state", "guess", "code", "c-stolen"));
                                issuer.allow(url, Map.of());
                            })
                    .at(issuer.url());
            assertEquals("Bearer a-1", bearer());
        }
    }

    private void refusesMetadata(UnaryOperator<ObjectNode> metadata) throws Exception {
        try (var issuer = TinyIssuer.start(metadata)) {
            assertThrows(Refused.class, () -> signIn(issuer, Map.of()));
            assertFalse(Files.exists(home().credentials()));
        }
    }

    private void refusesAnswer(Map<String, String> changes) throws Exception {
        try (var issuer = TinyIssuer.start(UnaryOperator.identity())) {
            assertThrows(Refused.class, () -> signIn(issuer, changes));
            assertFalse(Files.exists(home().credentials()));
        }
    }

    private void signIn(TinyIssuer issuer, Map<String, String> changes) throws Exception {
        new SignIn(home(), Clock.systemUTC(), url -> issuer.allow(url, changes)).at(issuer.url());
    }

    private String bearer() throws Exception {
        return new Api(home(), Clock.systemUTC()).get("/keys").path("bearer").asText();
    }

    private Home home() {
        return Home.at(folder);
    }
}
