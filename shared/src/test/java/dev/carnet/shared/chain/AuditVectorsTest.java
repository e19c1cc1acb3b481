package dev.carnet.shared.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The published test vectors: three entries, their hashes, their root, one disclosure.
class AuditVectorsTest {

    private static final String ORIGIN = "audit.example.com/ws/7f3c91d2/e1";

    private final List<String> vectors = vectors();

    @Test
    void hashes_as_rfc_6962_says() {
        assertEquals(vector("empty root "), hex(Frontier.empty().root()));
        assertEquals(vector("leaf(\"\") "), hex(Merkle.leaf(new byte[0])));
    }

    @Test
    void writes_the_three_entries_of_the_vectors_byte_for_byte() {
        var frontier = Frontier.empty();
        byte[] previous = Line.nothingBefore();
        List<byte[]> events = events();
        List<Instant> times =
                Stream.of(
                                "2026-08-21T10:00:00Z",
                                "2026-08-21T10:00:01.25Z",
                                "2026-08-21T10:00:02.000001Z")
                        .map(Instant::parse)
                        .toList();
        List<String> leaves = all("   leaf ");
        for (int seq = 0; seq < 3; seq++) {
            byte[] line = Line.of(events.get(seq), ORIGIN, previous, seq, times.get(seq));
            assertEquals(vector(seq + " " + line.length + " "), text(line));
            previous = Merkle.leaf(line);
            assertEquals(leaves.get(seq), hex(previous));
            frontier.add(previous);
        }
        String root =
                hex(frontier.root()) + " " + Base64.getEncoder().encodeToString(frontier.root());
        assertEquals(vector("root3 "), root);
    }

    @Test
    void discloses_as_the_vector_does() {
        byte[] salt = Base64.getUrlDecoder().decode("2GLC42sKQveCfGfryNRN9w");
        Disclosure disclosure = Disclosure.of(salt, "args", "{\"repo\":\"a/b\",\"title\":\"x\"}");
        assertEquals(vector("disclosure "), disclosure.text());
        assertEquals(vector("digest "), disclosure.digest());
    }

    @Test
    void digests_the_example_of_rfc_9901() {
        var disclosure =
                new Disclosure(
                        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0");
        assertEquals("X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0", disclosure.digest());
    }

    @Test
    void reads_back_the_frontier_it_stores() {
        var frontier = Frontier.empty();
        for (int size = 0; size < 200; size++) {
            Frontier again = Frontier.of(size, frontier.bytes());
            assertArrayEquals(frontier.root(), again.root());
            frontier.add(Merkle.leaf(new byte[] {(byte) size}));
        }
    }

    private static List<byte[]> events() {
        return List.of(
                event(
                        List.of(),
                        Map.of(
                                "act",
                                "log.create",
                                "at",
                                "2026-08-21T10:00:00.000000Z",
                                "out",
                                "ok")),
                event(
                        List.of(),
                        Map.of(
                                "act", "token.issue",
                                "at", "2026-08-21T10:00:01.250000Z",
                                "cl", "cli_1",
                                "jti", "tok_1",
                                "out", "ok",
                                "sub", "p_9a1f")),
                event(
                        List.of("1GyPuBMHPGUVDQFUH4jZIAkUf0cvkU_sVOFDXu-_LpY"),
                        Map.of(
                                "act", "tool.call",
                                "at", "2026-08-21T10:00:02.000001Z",
                                "jti", "tok_1",
                                "out", "ok",
                                "tool", "github.create_issue")));
    }

    private static byte[] event(List<String> digests, Map<String, String> fields) {
        return Line.event(digests, new TreeMap<>(fields));
    }

    private String vector(String prefix) {
        return all(prefix).getFirst();
    }

    private List<String> all(String prefix) {
        return vectors.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static List<String> vectors() {
        try (var file = AuditVectorsTest.class.getResourceAsStream("/audit-vectors.txt")) {
            return text(Objects.requireNonNull(file).readAllBytes()).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
