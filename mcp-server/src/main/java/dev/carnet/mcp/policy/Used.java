package dev.carnet.mcp.policy;

import dev.carnet.shared.caller.Caller;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was used by whom on which day (UTC). Empty texts stand for "none".
record Used(
        String workspace,
        LocalDate day,
        String subject,
        String agent,
        String upstream,
        String tool) {

    static Used of(String workspace, Question question) {
        Asker who = question.who();
        return new Used(
                workspace,
                day(question.now()),
                who.person().orElse(who.subject()),
                who.agent().orElse(""),
                question.what().upstream().orElse(""),
                question.what().tool());
    }

    static Used of(Caller caller, String name, Instant now) {
        Asker who = Asker.of(caller, Optional.empty(), Set.of());
        return new Used(
                caller.workspace(),
                day(now),
                who.person().orElse(who.subject()),
                who.agent().orElse(""),
                "",
                name);
    }

    static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /// Counts that wait to be written.
    static final class Waiting {

        private final int most;
        private Map<Used, Long> calls = new HashMap<>();

        Waiting(int most) {
            this.most = most;
        }

        /// One call more. Beyond the limit of different ones, calls are not counted.
        synchronized void count(Used used) {
            if (calls.containsKey(used) || calls.size() < most) {
                calls.merge(used, 1L, Long::sum);
            }
        }

        /// Everything that waits; it does not wait any longer.
        synchronized Map<Used, Long> drain() {
            Map<Used, Long> drained = calls;
            calls = new HashMap<>();
            return drained;
        }

        /// What could not be written waits again.
        synchronized void back(Map<Used, Long> drained) {
            drained.forEach((used, count) -> {
                if (calls.containsKey(used) || calls.size() < most) {
                    calls.merge(used, count, Long::sum);
                }
            });
        }
    }
}
