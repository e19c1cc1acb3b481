package dev.carnet.shared.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.chain.Line;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryLineTest {

    private static final String PREV = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String TIME = "2026-11-20T10:00:00.000000Z";

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void reads_whatever_text_the_writer_writes(int seed) {
        String text = randomText(new Random(seed));
        byte[] event = Line.event(List.of(), new TreeMap<>(Map.of("act", "x", "tool", text)));
        byte[] line =
                Line.of(
                        event,
                        "audit.test/a",
                        new byte[32],
                        7,
                        Instant.parse("2026-11-20T10:00:00Z"));
        assertEquals(
                Optional.of(text), EntryLine.read(line).map(read -> read.fields().get("tool")));
    }

    @Test
    void reads_digests_and_place() {
        var line =
                read(line("{\"_sd\":[\"a\",\"b\"],\"act\":\"x\"}", "7", PREV, TIME)).orElseThrow();
        assertEquals(List.of("a", "b"), line.digests());
        assertEquals(7, line.seq());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tool\":\"t\",\"act\":\"x\"}", // names do not ascend
                "{\"act\":\"x\",\"act\":\"x\"}", // a name twice
                "{ \"act\":\"x\"}", // white space
                "{\"act\":\"x\",}",
                "{,\"act\":\"x\"}",
                "{\"act\":1}", // a number
                "{\"act\":null}",
                "{\"act\":\"x\",\"n\":{}}", // an object
                "{\"act\":\"x\",\"n\":[\"a\"]}", // a list that is not _sd
                "{\"_sd\":\"a\",\"act\":\"x\"}",
                "{\"_sd\":[],\"act\":\"x\"}",
                "{\"_sd\":[\"b\",\"a\"],\"act\":\"x\"}", // not sorted
                "{\"act\":\"\\u0041\"}", // an escape that is not needed
                "{\"act\":\"\\/\"}",
                "{\"act\":\"\\u001F\"}", // upper-case hex
                "{\"act\":\"\\u000a\"}", // \n has a short form
                "{\"act\":\"\\x\"}",
                "{\"act\":\"\\",
                "{\"act\":\"\t\"}", // a raw control character
                "{\"act\":\"x\"",
                "{}" // no act
            })
    void refuses_an_event_that_is_not_canonical(String event) {
        assertEquals(Optional.empty(), read(line(event, "7", PREV, TIME)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "07",
                "-1",
                "1.0",
                "1e3",
                "+7",
                "",
                "9007199254740992",
                "99999999999999999999"
            })
    void refuses_a_number_that_is_not_canonical(String seq) {
        assertEquals(Optional.empty(), read(line("{\"act\":\"x\"}", seq, PREV, TIME)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20T10:00:00Z",
                "2026-11-20T10:00:00.000Z",
                "2026-11-20T10:00:00.000000+00:00",
                "2026-13-20T10:00:00.000000Z",
                "2026-11-20T25:00:00.000000Z"
            })
    void refuses_a_time_of_another_form(String time) {
        assertEquals(Optional.empty(), read(line("{\"act\":\"x\"}", "7", PREV, time)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "____AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void refuses_a_hash_that_is_not_canonical_base64(String previous) {
        assertEquals(Optional.empty(), read(line("{\"act\":\"x\"}", "7", previous, TIME)));
    }

    @Test
    void refuses_bytes_that_are_not_utf_8() {
        String good = line("{\"act\":\"x\",\"tool\":\"@@\"}", "7", PREV, TIME);
        assertTrue(read(good).isPresent());
        for (int[] bad : new int[][] {{0xC0, 0x80}, {0xED, 0xA0}, {0xFF, 0x41}, {0x80, 0x41}}) {
            byte[] line = good.getBytes(StandardCharsets.UTF_8);
            int at = good.indexOf("@@");
            line[at] = (byte) bad[0];
            line[at + 1] = (byte) bad[1];
            assertEquals(Optional.empty(), EntryLine.read(line));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\r", "\u0000", "x", "{}"})
    void refuses_anything_before_and_behind(String extra) {
        String good = line("{\"act\":\"x\"}", "7", PREV, TIME);
        assertEquals(Optional.empty(), read(good + extra));
        assertEquals(Optional.empty(), read(extra + good));
        assertEquals(Optional.empty(), read("\ufeff" + good));
    }

    @Test
    void refuses_a_line_over_its_size() {
        assertEquals(
                Optional.empty(),
                read(line("{\"act\":\"" + "x".repeat(65_536) + "\"}", "7", PREV, TIME)));
    }

    private static String line(String event, String seq, String previous, String time) {
        return "{\"event\":"
                + event
                + ",\"log\":\"audit.test/a\",\"prev\":\""
                + previous
                + "\",\"seq\":"
                + seq
                + ",\"time\":\""
                + time
                + "\",\"v\":1}";
    }

    private static Optional<EntryLine> read(String line) {
        return EntryLine.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            int code = random.nextInt(3) == 0 ? random.nextInt(0x110000) : random.nextInt(0x80);
            text.appendCodePoint(code >= 0xD800 && code < 0xE000 ? 'x' : code);
        }
        return text.toString();
    }
}
