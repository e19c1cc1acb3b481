package dev.carnet.mcp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    @Test
    void keeps_the_arguments_exactly_as_they_were_received() {
        String arguments = "{ \"a\": 1.10, \"b\" :12345678901234567890,\n \"c\":\"\\u00e9é\" }";
        var request =
                request(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"arguments\":%s,\"_meta\":{}}}"
                                .formatted(arguments));
        assertEquals(Optional.of(arguments), request.rawArguments());
        assertEquals("1.10", request.params().path("arguments").path("a").asText());
        assertEquals("x", request.text("name").orElseThrow());
    }

    @Test
    void tells_requests_notifications_and_answers_apart() {
        assertEquals(
                "\"a\"",
                request("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"m\"}").id().toString());
        assertEquals(
                "1763600000000",
                request("{\"jsonrpc\":\"2.0\",\"id\":1763600000000,\"method\":\"m\"}")
                        .id()
                        .toString());
        assertInstanceOf(Message.Notification.class, one("{\"jsonrpc\":\"2.0\",\"method\":\"m\"}"));
        assertInstanceOf(Message.Answer.class, one("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"));
        assertInstanceOf(Message.Answer.class, one("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}"));
    }

    @Test
    void reads_a_batch_so_that_the_edge_can_refuse_it() {
        var batch =
                assertInstanceOf(
                        Reading.Batch.class,
                        read(
                                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"},{\"jsonrpc\":\"2.0\",\"method\":\"n\"}]"));
        assertEquals(2, batch.messages().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "nonsense",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"arguments\":{\"a\":1,\"a\":2}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"} x",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":\"\\ud800\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":1e999999999}}",
                "{'jsonrpc':'2.0'}",
                "{\"jsonrpc\":\"2.0\",\"id\":NaN,\"method\":\"m\"}",
                "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}",
                "/* */{}",
                "[{]"
            })
    void refuses_what_is_not_clean_json(String body) {
        assertRefused(RpcCode.PARSE, read(body), body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "1",
                "\"a\"",
                "null",
                "[]",
                "[1]",
                "[[]]",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}"
            })
    void refuses_json_that_is_not_a_message(String body) {
        assertRefused(RpcCode.INVALID_REQUEST, read(body), body);
    }

    @Test
    void refuses_bytes_that_are_not_utf8_and_nesting_without_end() {
        byte[] latin =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\u00e9\"}"
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(RpcCode.PARSE, MessageReader.read(latin), "latin");
        byte[] wide =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}".getBytes(StandardCharsets.UTF_16);
        assertRefused(RpcCode.PARSE, MessageReader.read(wide), "UTF-16");
        assertRefused(RpcCode.PARSE, read("[".repeat(1_000)), "deep array");
        assertRefused(RpcCode.PARSE, read("{\"a\":".repeat(1_000)), "deep object");
    }

    private static void assertRefused(RpcCode code, Reading reading, String body) {
        var unreadable = assertInstanceOf(Reading.Unreadable.class, reading, body);
        assertEquals(code, unreadable.error().code(), body);
    }

    private static Message.Request request(String body) {
        return assertInstanceOf(Message.Request.class, one(body));
    }

    private static Message one(String body) {
        return assertInstanceOf(Reading.One.class, read(body)).message();
    }

    private static Reading read(String body) {
        return MessageReader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
