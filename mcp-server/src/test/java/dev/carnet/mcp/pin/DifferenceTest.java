package dev.carnet.mcp.pin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DifferenceTest {

    private static ObjectNode tool(String schema) {
        return Json.parse("{'name':'a','inputSchema':%s}".formatted(schema).replace('\'', '"'));
    }

    private static List<Step> steps(String before, String after) {
        return Difference.between(tool(before), tool(after)).steps();
    }

    static Stream<Arguments> one_keyword() {
        return Stream.of(
                Arguments.of("{'properties':{}}", "{'properties':{'x':{}}}", "WIDENED"),
                Arguments.of("{'properties':{'x':{}}}", "{'properties':{}}", "NARROWED"),
                Arguments.of("{'required':['a']}", "{'required':['a','b']}", "NARROWED"),
                Arguments.of("{'required':['a']}", "{}", "WIDENED"),
                Arguments.of("{}", "{'required':['a']}", "NARROWED"),
                Arguments.of("{'enum':[1]}", "{'enum':[1,2]}", "WIDENED"),
                Arguments.of("{'enum':[1,2]}", "{'enum':[2]}", "NARROWED"),
                Arguments.of("{'enum':[1]}", "{}", "WIDENED"),
                Arguments.of("{}", "{'enum':[1]}", "NARROWED"),
                Arguments.of("{'enum':[1]}", "{'enum':[2]}", "OTHER"),
                Arguments.of("{'type':'string'}", "{'type':['string','null']}", "WIDENED"),
                Arguments.of("{'type':'string'}", "{'type':'object'}", "OTHER"),
                Arguments.of("{'maximum':1}", "{'maximum':2}", "WIDENED"),
                Arguments.of("{'maximum':1}", "{}", "WIDENED"),
                Arguments.of("{'minLength':1}", "{'minLength':2}", "NARROWED"),
                Arguments.of("{'minimum':2}", "{'minimum':1}", "WIDENED"),
                Arguments.of("{'pattern':'a'}", "{}", "WIDENED"),
                Arguments.of("{}", "{'pattern':'a'}", "NARROWED"),
                Arguments.of("{'pattern':'a'}", "{'pattern':'b'}", "OTHER"),
                Arguments.of("{'additionalProperties':false}", "{}", "WIDENED"),
                Arguments.of("{}", "{'additionalProperties':false}", "NARROWED"),
                Arguments.of(
                        "{'additionalProperties':{'type':'string'}}",
                        "{'additionalProperties':true}",
                        "WIDENED"),
                Arguments.of("{'not':{'maximum':1}}", "{'not':{'maximum':2}}", "OTHER"),
                Arguments.of("{'default':1}", "{'default':2}", "REWORDED"),
                Arguments.of("{'description':'a'}", "{'description':'b'}", "REWORDED"),
                Arguments.of(
                        "{'properties':{'description':{'maximum':1}}}",
                        "{'properties':{'description':{'maximum':2}}}",
                        "WIDENED"),
                Arguments.of(
                        "{'items':{'anyOf':[{'maximum':1}]}}",
                        "{'items':{'anyOf':[{'maximum':0}]}}",
                        "NARROWED"),
                Arguments.of("{'x-own':1}", "{'x-own':2}", "OTHER"));
    }

    @ParameterizedTest
    @MethodSource
    void one_keyword(String before, String after, String effect) {
        assertEquals(
                List.of(Effect.valueOf(effect)),
                steps(before, after).stream().map(Step::effect).toList());
    }

    @Test
    void nothing_changed_is_no_step() {
        assertEquals(List.of(), steps("{'maximum':1.0}", "{'maximum':1}"));
    }

    @Test
    void a_step_says_where_and_what_it_was() {
        Step step =
                steps(
                                "{'properties':{'a/b':{'description':'old'}}}",
                                "{'properties':{'a/b':{'description':'new'}}}")
                        .getFirst();
        assertEquals("/inputSchema/properties/a~1b/description", step.pointer());
        assertEquals("changed", step.json().path("change").asText());
        assertEquals("old", step.json().path("before").asText());
        assertEquals("new", step.json().path("after").asText());
        assertTrue(step.words().contains("was \"old\" and is now \"new\""), step::words);
    }

    /// W11: hints that change are seen for what they are, an upstream's word about itself.
    @Test
    void annotations_are_hints() {
        var before = tool("{}");
        var after = tool("{}");
        before.putObject("annotations").put("destructiveHint", true);
        after.putObject("annotations").put("readOnlyHint", true);
        var steps = Difference.between(before, after).steps();
        assertEquals(
                List.of("/annotations/destructiveHint", "/annotations/readOnlyHint"),
                steps.stream().map(Step::pointer).toList());
        assertTrue(steps.stream().allMatch(step -> step.effect() == Effect.HINT));
    }

    @Test
    void members_of_the_definition_come_and_go() {
        var before = tool("{}").put("title", "A");
        var after = tool("{}").put("description", "B");
        assertEquals(
                List.of("added", "removed"),
                Difference.between(before, after).steps().stream()
                        .map(step -> step.json().path("change").asText())
                        .toList());
    }
}
