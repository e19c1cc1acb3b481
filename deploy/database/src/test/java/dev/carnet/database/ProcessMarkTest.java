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

    @Test
    void a_process_runs_until_its_last_thread_has_ended() {
        assertTrue(ProcessMark.ended(stat("Z", 1)));
        assertFalse(ProcessMark.ended(stat("Z", 2)));
        assertFalse(ProcessMark.ended(stat("S", 1)));
    }

    /// A line of /proc/PID/stat as Linux writes it, of a command with a space in its name.
    private static String stat(String state, int threads) {
        return "28431 (my app) %s 1 2 2 0 -1 4227084 2946 6587 1 0 2 1 3 1 20 0 %d 0 765480 0 0"
                .formatted(state, threads);
    }
}
