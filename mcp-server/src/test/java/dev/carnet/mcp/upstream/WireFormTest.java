package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The forms on the wire, read without any wire.
class WireFormTest {

    private static final String STREAM =
            "\ufeffignored: x\r\n\r\n: comment\n\nid: 1\nevent: message\ndata: a\ndata: é\n\n"
                    + "retry: 250\rdata:b\r\rid\ndata\n\ndata: cut off";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void events_are_the_same_however_they_are_cut(long seed) {
        var heard = new ArrayList<String>();
        var events = new Events(100, event -> heard.add(event.type() + " " + event.data()));
        var random = new Random(seed);
        byte[] all = bytes(STREAM);
        int at = 0;
        while (at < all.length) {
            int next = Math.min(all.length, at + 1 + random.nextInt(5));
            assertTrue(events.take(Buffer.buffer(java.util.Arrays.copyOfRange(all, at, next))));
            at = next;
        }
        assertEquals(List.of("message a\né", "message b"), heard);
        assertEquals(Optional.of(250L), events.retryMillis());
        assertEquals(Optional.empty(), events.lastId());
    }

    @Test
    void an_event_longer_than_it_may_be_is_told() {
        var events = new Events(100, _ -> {});
        assertTrue(events.take(Buffer.buffer("data: " + "x".repeat(90) + "\n")));
        assertFalse(events.take(Buffer.buffer("data: " + "x".repeat(20))));
    }

    @Test
    void an_id_that_could_not_stand_in_a_header_is_none() {
        var events = new Events(100, _ -> {});
        events.take(Buffer.buffer("id: good\ndata: x\n\nid: b\u0001d\ndata: x\n\n"));
        assertEquals(Optional.of("good"), events.lastId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1.10 , \"b\":\"\\u00e9\\\"\", \"c\" : [1,\n2] }",
                "{\"a\":12345678901234567890,\"b\":1e400,\"c\":{\"d\":-0.0}}",
                "{\"a\":null,\"b\":true,\"c\":\"\"}"
            })
    void every_member_is_the_text_it_was(String result) {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
        var read = assertInstanceOf(Incoming.Result.class, IncomingReader.read(bytes(message)));
        for (Map.Entry<String, String> member : read.members().members().entrySet()) {
            assertTrue(result.contains(member.getValue()), member::toString);
            assertEquals(member.getValue().strip(), member.getValue());
        }
        String spliced = read.members().spliced().toString();
        assertEquals(
                Wide.tree(result), Wide.tree(spliced), "and together they are the same object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":1,\"a\":2}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}} {}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}"
            })
    void what_is_no_message_is_unreadable(String text) {
        assertInstanceOf(Incoming.Unreadable.class, IncomingReader.read(bytes(text)));
    }

    @Test
    void what_is_no_text_is_unreadable() {
        byte[] message = bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"x\"}}");
        message[message.length - 4] = (byte) 0xff;
        assertInstanceOf(Incoming.Unreadable.class, IncomingReader.read(message));
        String deep = "[".repeat(500) + "]".repeat(500);
        assertInstanceOf(
                Incoming.Unreadable.class,
                IncomingReader.read(
                        bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":" + deep + "}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | {'properties':{'a':{'type':'string','x-mcp-header':'A'}}}",
                "true  | {'properties':{'a':{'properties':{'b':{'type':'integer','x-mcp-header':'B'}}}}}",
                "true  | {}",
                "false | {'properties':{'a':{'type':'number','x-mcp-header':'A'}}}",
                "false | {'properties':{'a':{'type':'object','x-mcp-header':'A'}}}",
                "false | {'properties':{'a':{'x-mcp-header':'A'}}}",
                "false | {'properties':{'a':{'type':'string','x-mcp-header':''}}}",
                "false | {'properties':{'a':{'type':'string','x-mcp-header':'A B'}}}",
                "false | {'properties':{'a':{'type':'string','x-mcp-header':5}}}",
                "false | {'properties':{'a':{'type':'string','x-mcp-header':'A'},'b':{'type':'string','x-mcp-header':'a'}}}",
                "false | {'items':{'type':'string','x-mcp-header':'A'}}",
                "false | {'anyOf':[{'properties':{'a':{'type':'string','x-mcp-header':'A'}}}]}"
            })
    void a_mark_is_one_that_can_be_followed(boolean valid, String schema) {
        assertEquals(valid, Mirror.isValid(Json.parse(schema.replace('\'', '"'))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain text | plain text",
                "Zürich | =?base64?WsO8cmljaA==?=",
                "' x' | =?base64?IHg=?=",
                "=?base64?eA==?= | =?base64?PT9iYXNlNjQ/ZUE9PT89?="
            })
    void text_in_a_header_is_plain_or_base64(String text, String header) {
        assertEquals(header, Mirror.encoded(text));
    }

    @Test
    void a_circuit_opens_after_faults_in_a_row_and_lets_one_try() {
        Instant now = Instant.EPOCH;
        Circuit circuit = Circuit.CLOSED;
        for (int i = 0; i < UpstreamLimits.FAULTS; i++) {
            assertFalse(circuit.isOpen(now));
            circuit = circuit.entered(now).failed(now);
        }
        assertTrue(circuit.isOpen(now));
        Instant later = now.plus(UpstreamLimits.ALONE_FIRST);
        assertFalse(circuit.isOpen(later));
        Circuit tried = circuit.entered(later);
        assertTrue(tried.isOpen(later), "one tries, the others wait");
        assertFalse(tried.left().isOpen(later), "its client left: another may try");
        Instant held = later.plus(UpstreamLimits.TRYING);
        assertTrue(tried.isOpen(held.minusMillis(1)));
        assertFalse(tried.isOpen(held), "who tries for minutes does not keep the others out");
        assertTrue(tried.entered(held).isOpen(held), "of those, one tries next");
        Circuit again = tried.failed(later);
        assertTrue(again.isOpen(later.plus(UpstreamLimits.ALONE_FIRST)), "then it waits longer");
        for (int i = 0; i < 100; i++) {
            again = again.failed(later);
        }
        assertFalse(again.isOpen(later.plus(UpstreamLimits.ALONE_MOST)));
    }
}
