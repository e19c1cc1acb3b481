package dev.carnet.journeys.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A quota of a person who calls at two processes.
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class QuotaTest {

    private static final int QUOTA = 40;
    private static final int CALLS = 120;
    private static final int AT_ONCE = 12;

    private final Gateway gateway;
    private final Cast cast;

    QuotaTest(Running running) {
        this.gateway = new Gateway(running);
        this.cast = new Cast(running);
    }

    @BeforeEach
    void limit() throws Exception {
        gateway.policy(
                """
                {"rules": [], "limits": [{"id": "whoami-a-day", "each": ["person"], "calls": %d,
                  "per": "day", "which": {"tools": ["whoami"]}}]}\
                """
                        .formatted(QUOTA));
    }

    @AfterEach
    void leave() throws Exception {
        gateway.rules("[]");
    }

    /// J7: of many calls at once at both processes exactly as many run as the quota says; the
    /// others are told which quota is used up, and nobody else's is touched. A call that a busy
    /// machine answers with 503 may have been counted, and did not run.
    @Test
    void a_quota_is_one_for_all_processes() throws Exception {
        Mcp here = cast.member("member");
        Mcp there = cast.with(here.credential(), 1);
        List<Mcp.Answer> answers = callAtOnce(List.of(here, there));

        long ran = answers.stream().filter(one -> one.status() == 200).count();
        long busy = answers.stream().filter(one -> one.status() == 503).count();
        assertTrue(ran <= QUOTA, ran + " calls ran");
        assertTrue(ran + busy >= QUOTA, ran + " calls ran, " + busy + " found nobody to decide");
        for (Mcp.Answer one : answers) {
            boolean known = Set.of(200, 503).contains(one.status());
            assertTrue(known || isUsedUp(one), one.toString());
        }
        long more = callUntilUsedUp(here);
        assertTrue(ran + more <= QUOTA, ran + " and " + more + " calls ran");
        assertTrue(isUsedUp(there.call("whoami")));
        assertEquals(200, cast.member("member").call("whoami").status());
    }

    /// How many calls still run; none where no call of the crowd met a busy machine.
    private static long callUntilUsedUp(Mcp client) throws Exception {
        for (int more = 0; more <= QUOTA; more++) {
            if (isUsedUp(client.call("whoami"))) {
                return more;
            }
        }
        throw new AssertionError("the quota is never used up");
    }

    private static boolean isUsedUp(Mcp.Answer answer) {
        return answer.status() == 429 && answer.toString().contains("whoami-a-day");
    }

    private static List<Mcp.Answer> callAtOnce(List<Mcp> clients) throws Exception {
        var answers = new ArrayList<Mcp.Answer>();
        try (var callers = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Future<Mcp.Answer>>();
            for (int i = 0; i < CALLS; i++) {
                Mcp client = clients.get(i % clients.size());
                calls.add(callers.submit(() -> client.once("whoami")));
            }
            for (Future<Mcp.Answer> call : calls) {
                answers.add(call.get());
            }
        }
        return answers;
    }
}
