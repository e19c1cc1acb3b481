package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What proves us at an upstream, in what the upstream says.
class EchoTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "sk/of+the=workspace?7";
    private static final String REMOVED = "[removed: credential]";

    private static Echo echo(String header, String value) {
        return new Echo(new Pass(Map.of(header, value), "somebody"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        var all = new StringBuilder();
        text.chars().forEach(one -> all.append("\\u%04x".formatted(one)));
        return all.toString();
    }

    static Stream<String> said() {
        String url = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        return Stream.of(
                SECRET,
                "Bearer " + SECRET,
                url,
                url.replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d"),
                SECRET.replace("/", "\\/"),
                SECRET.replace("+", "\\u002B"),
                escaped(SECRET),
                escaped(SECRET).replace("\\", "\\\\\\\\"),
                base64(SECRET),
                base64("Bearer " + SECRET),
                base64("x" + SECRET + "."),
                base64("xy" + SECRET + ".."),
                base64("{\"authorization\":\"" + SECRET + "\"}"),
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    /// D5: in each form, in the middle of a text, and twice.
    @ParameterizedTest
    @MethodSource("said")
    void what_proves_us_is_taken_out_in_every_form(String form) throws Exception {
        var echo = echo("Authorization", "Bearer " + SECRET);
        String before = "[{\"n\": 1.10,  \"text\":\"a " + form + " b " + form + " c\"}, null]";
        var members = new LinkedHashMap<>(Map.of("content", before));
        var rest = assertInstanceOf(Reply.Done.class, echo.cleaned(done(members)));
        String after = rest.members().text("content").orElseThrow();
        assertTrue(echo.heard());
        assertTrue(after.startsWith("[{\"n\": 1.10,  \"text\":\"a "), after);
        assertTrue(after.endsWith(" c\"}, null]"), after);
        assertEquals(3, after.split(java.util.regex.Pattern.quote(REMOVED), -1).length, after);
        String text = JSON.readTree(after).path(0).path("text").asText();
        assertFalse(text.contains(SECRET), text);
        assertFalse(after.contains(form), after);
    }

    private static Reply.Done done(Map<String, String> members) {
        return new Reply.Done(new Slices(members));
    }

    /// D5: of Basic both what is encoded and the password alone.
    @Test
    void a_password_is_taken_out_by_itself() {
        var echo = echo("Authorization", "Basic " + base64("user:password-1"));
        for (String said :
                Stream.of(base64("user:password-1"), "user:password-1", "password-1").toList()) {
            var cleaned = echo.cleaned(done(Map.of("a", "\"" + said + "\"")));
            var rest = assertInstanceOf(Reply.Done.class, cleaned);
            String text = rest.members().text("a").orElseThrow();
            assertFalse(text.contains("password-1"), text);
            assertTrue(text.contains(REMOVED), text);
        }
    }

    /// Nothing is touched of what does not hold it, not even by an equal copy.
    @Test
    void what_does_not_hold_it_stays_as_it_is() {
        var echo = echo("X-Api-Key", SECRET);
        Reply reply = done(Map.of("a", "{\"price\": 1.10, \"s\":\"caf\\u00e9 \\\\ sk\\/of\"}"));
        assertSame(reply, echo.cleaned(reply));
        assertFalse(echo.heard());
        Reply none = done(Map.of("a", "\"Bearer\""));
        assertSame(none, echo("Authorization", "Bearer x").cleaned(none), "too short to look for");
        assertFalse(new Echo(new Pass(Map.of(), "somebody")).looks());
    }

    /// D5: names, questions, errors and what is said meanwhile are looked through, too.
    @Test
    void everything_an_upstream_can_say_is_looked_through() throws Exception {
        UnaryOperator<String> secret = text -> text.replace("$", SECRET);
        var question =
                (com.fasterxml.jackson.databind.node.ObjectNode)
                        JSON.readTree(secret.apply("{'m':'$'}".replace('\'', '"')));
        var data = JSON.readTree(secret.apply("{\"$\":1}"));
        var all = new StringBuilder();
        for (Reply reply :
                Stream.of(
                                new Reply.Asked(Map.of("q", question), question.objectNode()),
                                new Reply.Failed(1, secret.apply("no $"), Optional.of(data)),
                                done(Map.of(SECRET, "1")))
                        .toList()) {
            var echo = echo("X-Api-Key", SECRET);
            all.append(echo.cleaned(reply));
            assertTrue(echo.heard(), reply.toString());
        }
        var echo = echo("X-Api-Key", SECRET);
        JsonNode told = echo.cleaned(question).orElseThrow();
        assertEquals(REMOVED, told.path("m").asText());
        assertFalse(all.toString().contains(SECRET), all.toString());
    }

    /// A number cannot be replaced, so nothing goes on.
    @Test
    void what_is_no_json_without_it_is_withheld() {
        var echo = echo("X-Api-Key", "1234567890");
        var broken = echo.cleaned(done(Map.of("a", "{\"n\":1234567890}")));
        assertInstanceOf(Broken.class, broken);
        assertFalse(broken.toString().contains("1234567890"));
        assertTrue(echo.heard());
    }
}
