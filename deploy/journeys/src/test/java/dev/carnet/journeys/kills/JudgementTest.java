package dev.carnet.journeys.kills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {

    private static final Acknowledged CALL = new Acknowledged("t1", "log", 1, "leaf1");

    @Test
    void finds_nothing_wrong_with_a_call_that_began_and_ended_once() {
        assertEquals(List.of(), judge(begin("b1", "t1"), end("e1", "b1", "t1")));
    }

    @Test
    void misses_an_entry_that_a_receipt_names() {
        assertFalse(judge(begin("b1", "t1")).isEmpty());
    }

    @Test
    void sees_a_second_end() {
        var faults = judge(begin("b1", "t1"), end("e1", "b1", "t1"), end("e2", "b1", "t1"));
        assertFalse(faults.isEmpty());
    }

    @Test
    void sees_a_second_begin_of_one_call() {
        var faults =
                judge(
                        begin("b1", "t1"),
                        end("e1", "b1", "t1"),
                        begin("b2", "t1"),
                        end("e2", "b2", "t1"));
        assertFalse(faults.isEmpty());
    }

    @Test
    void sees_an_event_that_was_appended_twice() {
        var faults = judge(begin("b1", "t1"), end("e1", "b1", "t1"), "act: x, eid: e1");
        assertFalse(faults.isEmpty());
    }

    @Test
    void sees_a_begin_that_never_ended() {
        var faults = judge(begin("b1", "t1"), end("e1", "b1", "t1"), begin("b2", "t2"));
        assertFalse(faults.isEmpty());
    }

    @Test
    void sees_a_key_without_the_entry_of_its_creation() {
        var answers = new Answers();
        answers.key(new MadeKey("name", "key_1", 1));
        assertFalse(new Judgement(List.of()).of(answers).isEmpty());
    }

    private static List<String> judge(String... events) {
        var entries = new ArrayList<Entry>();
        for (String event : events) {
            var json = new ObjectMapper().createObjectNode();
            for (String field : event.split(", ", -1)) {
                json.put(field.split(": ", -1)[0], field.split(": ", -1)[1]);
            }
            entries.add(new Entry(entries.size(), "leaf" + entries.size(), json));
        }
        var answers = new Answers();
        answers.call(CALL);
        return new Judgement(entries).of(answers);
    }

    private static String begin(String eid, String trace) {
        return "act: tool.call.begin, eid: " + eid + ", trace: " + trace;
    }

    private static String end(String eid, String begin, String trace) {
        return "act: tool.call.end, eid: " + eid + ", begin: " + begin + ", trace: " + trace;
    }
}
