package dev.carnet.shared.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.verify.Verdict.Broken;
import dev.carnet.shared.verify.Verdict.Intact;
import dev.carnet.shared.verify.Verdict.Kind;
import dev.carnet.shared.verify.Verdict.Truncated;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the verifier finds in a file, and where. The seed of a failing case is its parameter.
class FileCheckTest {

    private static final int SEEDS = 300;

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @Test
    void finds_an_untouched_log_intact() {
        for (int size = 1; size < 40; size++) {
            TestLog log = TestLog.of(size);
            var intact = assertInstanceOf(Intact.class, check(log.lines, log.head()));
            assertEquals(size, intact.size());
            assertEquals(log.head().root(), intact.root());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void locates_any_edited_byte(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(1 + random.nextInt(12));
        int seq = random.nextInt(log.lines.size());
        byte[] line = log.lines.get(seq).clone();
        int at = random.nextInt(line.length);
        line[at] = other(line[at], random);
        assertBroken(seq, check(with(log.lines, seq, line), log.head()));
    }

    @Test
    void locates_an_edit_at_every_byte_of_a_log() {
        TestLog log = TestLog.of(5);
        var random = new Random(5);
        for (int seq = 0; seq < 5; seq++) {
            for (int at = 0; at < log.lines.get(seq).length; at++) {
                byte[] line = log.lines.get(seq).clone();
                line[at] = other(line[at], random);
                assertBroken(seq, check(with(log.lines, seq, line), log.head()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void locates_a_deleted_entry(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(1 + random.nextInt(12));
        int seq = random.nextInt(log.lines.size());
        var lines = new ArrayList<>(log.lines);
        lines.remove(seq);
        assertBroken(seq, check(lines, log.head()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void locates_two_entries_that_changed_places(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(2 + random.nextInt(12));
        int first = random.nextInt(log.lines.size());
        int second = (first + 1 + random.nextInt(log.lines.size() - 1)) % log.lines.size();
        var lines = new ArrayList<>(log.lines);
        Collections.swap(lines, first, second);
        assertBroken(Math.min(first, second), check(lines, log.head()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void locates_an_inserted_entry(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(1 + random.nextInt(12));
        int at = random.nextInt(log.lines.size() + 1);
        // The forger knows the format: the new entry follows its predecessor in every respect.
        var forged = new TestLog(TestLog.ORIGIN);
        for (int i = 0; i < at; i++) {
            forged.add("tool" + i);
        }
        forged.add("forged");
        var lines = new ArrayList<>(log.lines);
        lines.add(at, forged.lines.getLast());
        assertBroken(at, check(lines, log.head()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void locates_an_entry_inserted_before_others_that_were_numbered_anew(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(2 + random.nextInt(12));
        int at = random.nextInt(log.lines.size());
        var lines = new ArrayList<>(log.lines.subList(0, at));
        var forged = new TestLog(TestLog.ORIGIN);
        for (int i = 0; i < at; i++) {
            forged.add("tool" + i);
        }
        lines.add(forged.add("forged").lines.getLast());
        for (int i = at; i < log.lines.size(); i++) {
            lines.add(numbered(log.lines.get(i), i, i + 1));
        }
        assertBroken(at, check(lines, log.head()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void locates_a_cut_end(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(1 + random.nextInt(12));
        int left = random.nextInt(log.lines.size());
        var verdict = check(log.lines.subList(0, left), log.head());
        assertEquals(left, assertInstanceOf(Truncated.class, verdict).seq());
        assertEquals(left, seq(checkWithoutHead(log.lines.subList(0, left))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void finds_a_head_line_that_was_touched(int seed) {
        var random = new Random(seed);
        TestLog log = TestLog.of(1 + random.nextInt(12));
        byte[] head = log.head().line().getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(head.length);
        head[at] = other(head[at], random);
        var lines = new ArrayList<>(log.lines);
        lines.add(head);
        assertTrue(run(lines, List.of()).stream().anyMatch(one -> !(one instanceof Intact)));
    }

    @Test
    void finds_a_cut_whose_head_was_repaired_against_a_head_kept_earlier() {
        KnownHead kept = TestLog.of(9).head();
        TestLog cut = TestLog.of(7);
        assertInstanceOf(Intact.class, check(cut.lines, cut.head()));
        var verdict = run(withHead(cut.lines, cut.head()), List.of(kept)).getFirst();
        assertEquals(new Truncated(TestLog.ORIGIN, 7, 9), verdict);
    }

    @Test
    void finds_a_recomputed_chain_against_a_head_kept_earlier() {
        KnownHead kept = TestLog.of(5).head();
        var forged = new TestLog(TestLog.ORIGIN);
        for (int i = 0; i < 9; i++) {
            forged.add(i == 2 ? "forged" : "tool" + i);
        }
        assertInstanceOf(Intact.class, check(forged.lines, forged.head()));
        var verdict = run(withHead(forged.lines, forged.head()), List.of(kept)).getFirst();
        assertEquals(new Broken(TestLog.ORIGIN, 4, Kind.REWRITTEN), verdict);
    }

    @Test
    void accepts_a_log_that_grew_since_the_head_was_kept() {
        TestLog grown = TestLog.of(9);
        var verdicts =
                run(
                        withHead(grown.lines, grown.head()),
                        List.of(TestLog.of(5).head(), grown.head()));
        assertInstanceOf(Intact.class, verdicts.getFirst());
        assertEquals(1, verdicts.size());
    }

    @Test
    void misses_a_log_whose_head_was_kept() {
        var kept = new TestLog("audit.test/ws/other/e1").add("x").head();
        TestLog log = TestLog.of(3);
        var verdicts = run(withHead(log.lines, log.head()), List.of(kept));
        assertEquals(new Truncated("audit.test/ws/other/e1", 0, 1), verdicts.get(1));
    }

    @Test
    void checks_each_log_of_a_file_by_itself() {
        TestLog one = TestLog.of(4);
        var two = new TestLog("audit.test/ws/two/e1").add("x").add("y");
        var lines = new ArrayList<>(withHead(one.lines, one.head()));
        lines.addAll(withHead(two.lines.subList(0, 1), two.head()));
        var verdicts = run(lines, List.of());
        assertInstanceOf(Intact.class, verdicts.get(0));
        assertEquals(new Truncated("audit.test/ws/two/e1", 1, 2), verdicts.get(1));
    }

    @Test
    void refuses_an_entry_of_another_log() {
        TestLog log = TestLog.of(3);
        var other = new TestLog("audit.test/ws/other/e1").add("tool0").add("tool1").add("tool2");
        var verdict = check(with(log.lines, 2, other.lines.get(2)), log.head());
        assertEquals(new Broken(TestLog.ORIGIN, 2, Kind.OTHER_LOG), verdict);
    }

    @Test
    void finds_an_empty_file_broken() {
        assertEquals(0, seq(run(List.of(), List.of()).getFirst()));
    }

    @Test
    void finds_a_file_without_head_line_broken_at_its_end() {
        assertEquals(3, seq(checkWithoutHead(TestLog.of(3).lines)));
    }

    @Test
    void reads_heads_from_an_export_and_from_an_answer_of_the_api() throws IOException {
        TestLog log = TestLog.of(3);
        assertEquals(List.of(log.head()), FileCheck.heads(file(withHead(log.lines, log.head()))));
        String answer =
                log.head().line().replace("{\"head\":", "").replace("}}", "}").replace(",", ",\n ");
        assertEquals(
                List.of(log.head()),
                FileCheck.heads(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8))));
        assertEquals(List.of(), FileCheck.heads(file(log.lines)));
    }

    private static byte[] numbered(byte[] line, int from, int to) {
        return new String(line, StandardCharsets.UTF_8)
                .replace("\"seq\":" + from + ",", "\"seq\":" + to + ",")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte other(byte was, Random random) {
        byte now = was;
        while (now == was) {
            now = (byte) random.nextInt(256);
        }
        return now;
    }

    private static List<byte[]> with(List<byte[]> lines, int seq, byte[] line) {
        var copy = new ArrayList<>(lines);
        copy.set(seq, line);
        return copy;
    }

    private static List<byte[]> withHead(List<byte[]> lines, KnownHead head) {
        var copy = new ArrayList<>(lines);
        copy.add(head.line().getBytes(StandardCharsets.UTF_8));
        return copy;
    }

    private static Verdict check(List<byte[]> lines, KnownHead head) {
        return run(withHead(lines, head), List.of()).getFirst();
    }

    private static Verdict checkWithoutHead(List<byte[]> lines) {
        return run(lines, List.of()).getFirst();
    }

    private static List<Verdict> run(List<byte[]> lines, List<KnownHead> earlier) {
        try {
            return FileCheck.run(file(lines), earlier);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteArrayInputStream file(List<byte[]> lines) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            bytes.writeBytes(line);
            bytes.write('\n');
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void assertBroken(long seq, Verdict verdict) {
        assertNotEquals(Intact.class, verdict.getClass());
        assertEquals(seq, seq(verdict), verdict.line());
        assertTrue(verdict.line().startsWith("Broken at seq " + seq + " "), verdict.line());
    }

    private static long seq(Verdict verdict) {
        return switch (verdict) {
            case Intact intact -> -1;
            case Broken broken -> broken.seq();
            case Truncated truncated -> truncated.seq();
        };
    }
}
