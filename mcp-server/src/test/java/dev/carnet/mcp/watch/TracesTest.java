package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What is remembered of one workspace is bounded, and is no other workspace's loss.
class TracesTest {

    private final Traces traces = new Traces();

    @Test
    void whoever_issues_passports_in_a_loop_has_no_other_workspace_forgotten() {
        var quiet = new Whose("ws_quiet", "psp_1");
        Trace before = traces.of(quiet);
        for (int i = 0; i < 2 * WatchLimits.PRINCIPALS; i++) {
            traces.of(new Whose("ws_loud", "psp_" + i));
        }
        assertSame(before, traces.of(quiet));
        assertTrue(traces.remembered("ws_loud") <= WatchLimits.PRINCIPALS / 4);
    }

    @Test
    void many_workspaces_share_what_there_is() {
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 1_000; j++) {
                traces.of(new Whose("ws_" + i, "psp_" + j));
            }
        }
        long all = 0;
        for (int i = 0; i < 100; i++) {
            all += traces.remembered("ws_" + i);
        }
        assertTrue(all <= WatchLimits.PRINCIPALS, Long.toString(all));
    }
}
