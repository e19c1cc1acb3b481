package dev.carnet.mcp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How much of a small corpus is found, and how much is found that is nothing. A number that gets
/// worse fails; one that gets better is written down here.
class DisguisesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void finds_every_attack_of_the_corpus() throws IOException {
        var missed =
                lines("attacks.txt").stream()
                        .filter(text -> Disguises.findings(text).isEmpty())
                        .toList();
        assertEquals(List.of(), missed);
        assertTrue(lines("attacks.txt").size() >= 100);
    }

    @Test
    void finds_next_to_nothing_in_harmless_texts() throws IOException {
        var alarmed =
                lines("harmless.txt").stream()
                        .filter(text -> !Disguises.findings(text).isEmpty())
                        .toList();
        assertEquals(
                List.of(
                        "Send a POST request with your API key in the header X-Api-Key to"
                                + " https://api.example.com/v1/orders"),
                alarmed);
        assertTrue(lines("harmless.txt").size() >= 100);
    }

    @Test
    void knows_every_disguise() throws IOException {
        Set<String> disguises =
                lines("attacks.txt").stream()
                        .flatMap(text -> Disguises.findings(text).stream())
                        .map(Finding::disguise)
                        .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "plain",
                        "spacing",
                        "invisible",
                        "lookalike",
                        "figures",
                        "rot13",
                        "reversed",
                        "url",
                        "base64",
                        "hex",
                        "apart"),
                disguises);
    }

    /// (G5) how many attacks are found, of those the patterns were made with and those that were
    /// written afterwards, and how many harmless texts are taken for one. What SECURITY.md says.
    @Test
    void the_rates_are_what_is_published() throws IOException {
        var harmless = new ArrayList<>(lines("harmless.txt"));
        harmless.addAll(lines("harmless-more.txt"));
        String rates =
                "known %s, unseen %s, harmless %s"
                        .formatted(
                                rate(lines("attacks.txt")),
                                rate(lines("unseen.txt")),
                                rate(harmless));
        System.out.println(rates);
        assertTrue(harmless.size() >= 200);
        assertEquals("known 108/108, unseen 27/40, harmless 1/220", rates);
    }

    private static String rate(List<String> texts) {
        long found = texts.stream().filter(text -> !Disguises.findings(text).isEmpty()).count();
        return found + "/" + texts.size();
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = DisguisesTest.class.getResourceAsStream("/filter/" + name)) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var texts = new ArrayList<String>();
            for (String line : all.split("\n", -1)) {
                if (!line.isBlank()) {
                    texts.add(JSON.readValue(line, String.class));
                }
            }
            return texts;
        }
    }
}
