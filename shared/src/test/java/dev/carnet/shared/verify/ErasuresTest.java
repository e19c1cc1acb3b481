package dev.carnet.shared.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.shared.verify.Erasures.Erased;
import dev.carnet.shared.verify.Verdict.Intact;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasuresTest {

    private static final List<String> HIDDEN =
            List.of("WlBsdWVkcyBubyBkaWdlc3Q0NDQ0NDQ0NDQ0NDQ0NDQ");

    @TempDir Path folder;

    private final TestLog log = new TestLog(TestLog.ORIGIN);

    @Test
    void a_log_is_intact_and_says_which_entries_were_emptied_by_which() throws Exception {
        hidden("prs_a"); // 0
        hidden("prs_b");
        hidden("prs_a");
        hidden("prs_a");
        log.add("open", Map.of("act", "auth", "sub", "prs_a"), List.of());
        erasure("prs_a"); // 5
        hidden("prs_a");
        erasure("prs_a"); // 7
        hidden("prs_a");
        erasure("prs_c"); // 9
        assertInstanceOf(
                Intact.class,
                FileCheck.run(new ByteArrayInputStream(bytes()), List.of()).getFirst());
        assertEquals(
                List.of(
                                "Erased by entry 5 of %s: what 3 entries hide about prs_a (0, 2-3)",
                                "Erased by entry 7 of %s: what 1 entries hide about prs_a (6)",
                                "Erased by entry 9 of %s: what 0 entries hide about prs_c")
                        .stream()
                        .map(line -> line.formatted(TestLog.ORIGIN))
                        .toList(),
                erased().stream().map(Erased::line).toList());
    }

    @Test
    void what_only_looks_like_an_erasure_is_none() throws Exception {
        hidden("prs_a");
        log.add("x", Map.of("act", "auth", "out", "\"act\":\"audit.redact\""), List.of());
        assertEquals(List.of(), erased());
    }

    @Test
    void a_long_list_of_entries_ends_with_a_sign_and_the_right_number() throws Exception {
        for (int i = 0; i < 100; i++) {
            hidden("prs_a");
            hidden("prs_b");
        }
        erasure("prs_a");
        Erased only = erased().getFirst();
        assertEquals(100, only.entries());
        assertEquals(200, only.by());
        assertEquals(true, only.line().endsWith("28, …, 198)"), only::line);
    }

    private void hidden(String subject) {
        log.add("hidden", Map.of("act", "auth", "sub", subject), HIDDEN);
    }

    private void erasure(String subject) {
        var fields = Map.of("act", "audit.redact", "id", subject, "sub", "prs_owner");
        log.add("erasure", fields, List.of());
    }

    private List<Erased> erased() throws IOException {
        Path file = folder.resolve("log.jsonl");
        Files.write(file, bytes());
        return Erasures.of(file);
    }

    private byte[] bytes() throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] line : log.lines) {
            all.write(line);
            all.write('\n');
        }
        all.write(log.head().line().getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }
}
