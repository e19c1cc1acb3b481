package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessMarkTest {

    @Test
    void finds_the_process_again() {
        var mark = ProcessMark.of(ProcessHandle.current()).orElseThrow();
        assertEquals(Optional.of(ProcessHandle.current()), mark.process());
    }

    @Test
    void does_not_take_another_process_for_it_that_has_the_same_pid() {
        var mark = new ProcessMark(ProcessHandle.current().pid(), "12@another boot");
        assertTrue(mark.process().isEmpty());
    }

    @Test
    void knows_that_an_ended_process_runs_no_more() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        var mark = ProcessMark.of(process.toHandle()).orElseThrow();
        process.destroyForcibly().waitFor();
        assertFalse(ProcessMark.runs(process.toHandle()));
        assertTrue(mark.process().isEmpty());
    }
}
