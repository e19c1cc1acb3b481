package dev.carnet.auth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedTest {

    @Test
    void reads_each_method() {
        assertEquals(new Presented.Name("cli_1"), in("client_id=cli_1"));
        assertEquals(new Presented.Secret("cli_1", "s"), in("client_id=cli_1&client_secret=s"));
        assertEquals(new Presented.Secret("cli_1", "s"), in("", "cli_1:s"));
        assertEquals(
                new Presented.Secret("cli:1", "s +"), in("client_id=cli%3A1", "cli%3A1:s+%2B"));
    }

    /// RFC 9700 §2.5: one way at a time.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_secret=s",
                "client_id=cli_1&client_secret=s",
                "client_id=cli_1&client_assertion=x&client_assertion_type=y",
                "client_id=cli_2",
            })
    void two_methods_or_two_clients_beside_basic_are_an_invalid_request(String form) {
        assertRefused(ErrorCode.INVALID_REQUEST, form, Optional.of(basic("cli_1:s")));
    }

    /// RFC 9700 §2.5: one way at a time.
    @Test
    void a_secret_and_an_assertion_together_are_an_invalid_request() {
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                "client_id=a&client_secret=s&client_assertion=x",
                Optional.empty());
    }

    /// OAuth 2.1 §5: Basic is decoded strictly.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer abc",
                "Basic",
                "Basic !!!",
                "Basic Y2xp",
                "Basic OnNlY3JldA==",
                "Basic Y2xpOiV6eg==",
                "Basic Y2xpOsO8",
            })
    void a_broken_header_is_an_invalid_client(String header) {
        assertRefused(ErrorCode.INVALID_CLIENT, "", Optional.of(header));
    }

    @Test
    void a_request_that_names_no_client_is_an_invalid_client() {
        assertRefused(ErrorCode.INVALID_CLIENT, "grant_type=refresh_token", Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_assertion=a.b.c",
                "client_assertion=a.b.c&client_assertion_type=urn:x",
                "client_assertion_type=" + Presented.ASSERTION_TYPE,
            })
    void half_an_assertion_is_refused(String form) {
        assertThrows(Refusal.class, () -> in(form));
    }

    private static void assertRefused(ErrorCode code, String form, Optional<String> header) {
        var refusal =
                assertThrows(Refusal.class, () -> Presented.in(header, Parameters.parse(form)));
        assertEquals(code, refusal.code());
    }

    private static Presented in(String form) {
        return Presented.in(Optional.empty(), Parameters.parse(form));
    }

    private static Presented in(String form, String credentials) {
        return Presented.in(Optional.of(basic(credentials)), Parameters.parse(form));
    }

    private static String basic(String credentials) {
        byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }
}
