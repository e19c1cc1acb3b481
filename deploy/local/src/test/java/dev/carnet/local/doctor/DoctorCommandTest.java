package dev.carnet.local.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.local.command.Carnet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command as somebody types it.
class DoctorCommandTest {

    private final StringWriter out = new StringWriter();

    /// Somebody at a browser, who reads what is printed and opens every page of it.
    private static final class Reader extends StringWriter {

        private static final Pattern PAGE = Pattern.compile("\n  (http\\S+)");
        private static final Pattern BACK = Pattern.compile("[?&]redirect_uri=([^&]+)");

        private final PatientServer server;
        private final ConcurrentLinkedQueue<Integer> welcomed = new ConcurrentLinkedQueue<>();
        private int read;

        Reader(PatientServer server) {
            this.server = server;
        }

        @Override
        public void flush() {
            var page = PAGE.matcher(toString());
            while (page.find(read)) {
                read = page.end();
                URI shown = URI.create(page.group(1));
                Thread.ofVirtual().start(() -> open(shown));
            }
        }

        private void open(URI page) {
            var back = BACK.matcher(page.toString());
            assertTrue(back.find(), page::toString);
            String callback = URLDecoder.decode(back.group(1), StandardCharsets.UTF_8);
            try (var browser = HttpClient.newHttpClient()) {
                URI led = server.allow(page, callback, 1).getFirst();
                welcomed.add(
                        browser.send(HttpRequest.newBuilder(led).build(), BodyHandlers.discarding())
                                .statusCode());
            } catch (IOException | InterruptedException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    private int run(StringWriter err, String... words) {
        return Carnet.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    private JsonNode document() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private static Set<String> failures(JsonNode document) {
        var failures = new TreeSet<String>();
        document.get("checks")
                .forEach(check -> {
                    if (check.get("finding").asText().equals("fail")) {
                        assertFalse(check.get("why").asText().isBlank(), check::toString);
                        assertFalse(check.get("change").asText().isBlank(), check::toString);
                        failures.add(check.get("client").asText());
                    }
                });
        return failures;
    }

    /// The server answers an old refresh token for a minute, and is said not to do so: that is
    /// always found, and what else is wrong with it.
    @ParameterizedTest
    @ValueSource(strings = {"", "WRONG_ISS", "NO_CORS"})
    void a_person_at_a_browser_signs_in_and_the_answer_is_one_json_document(String illness)
            throws Exception {
        var ill = Optional.of(illness).filter(it -> !it.isEmpty()).map(Illness::valueOf);
        try (var server = PatientServer.start(ill)) {
            var reader = new Reader(server);
            String[] words = {
                "doctor", server.issuer(), "--json", "--browser", "--refresh-window", "0"
            };
            assertEquals(1, run(reader, words), out::toString);
            JsonNode document = document();
            assertEquals(server.issuer(), document.get("issuer").asText());
            assertEquals(server.resource(), document.get("resource").asText());
            Set<String> sufferers = failures(document);
            assertTrue(sufferers.contains("Codex"), document::toPrettyString);
            assertEquals(ill.isEmpty(), sufferers.size() == 1, document::toPrettyString);
            assertTrue(
                    ill.stream().allMatch(it -> sufferers.contains(it.client)),
                    sufferers::toString);
            assertTrue(document.get("passed").asInt() > 10, document::toPrettyString);
            assertTrue(reader.welcomed.size() > 10, document::toPrettyString);
            assertTrue(reader.welcomed.stream().allMatch(status -> status == 200));
        }
    }

    @Test
    void without_a_person_the_json_names_what_was_not_tried() throws Exception {
        try (var server = PatientServer.start(Optional.empty())) {
            assertEquals(0, run(new StringWriter(), "doctor", server.issuer(), "--json"));
            JsonNode document = document();
            assertTrue(document.get("not_checked").asInt() > 10, document::toPrettyString);
            assertEquals(0, document.get("failed").asInt());
        }
    }

    @Test
    void complete_fails_when_anything_was_not_tried() throws Exception {
        try (var server = PatientServer.start(Optional.empty())) {
            assertEquals(
                    1, run(new StringWriter(), "doctor", server.issuer(), "--json", "--complete"));
        }
    }

    @Test
    void a_server_that_is_not_there_is_one_line_and_no_document() {
        var err = new StringWriter();
        assertEquals(1, run(err, "doctor", "http://127.0.0.1:1", "--json"));
        assertTrue(err.toString().startsWith("carnet: "), err::toString);
        assertEquals("", out.toString());
    }
}
