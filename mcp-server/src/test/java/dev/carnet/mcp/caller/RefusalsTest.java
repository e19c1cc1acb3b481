package dev.carnet.mcp.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.shared.rest.ProtectedResource;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {

    private final Refusals refusals =
            new Refusals(
                    ProtectedResource.of(
                            "https://mcp.example/mcp", "Carnet", "https://auth.example"));

    static Stream<Throwable> outages() {
        return Stream.of(
                new TimeoutException(),
                new IllegalStateException(new java.net.ConnectException("no")));
    }

    /// A database that is away is no bug: the caller comes again.
    @ParameterizedTest
    @MethodSource("outages")
    void a_proof_that_an_outage_kept_from_being_judged_is_answered_with_503(Throwable outage) {
        HttpAnswer answer = refusals.undecided(outage, "req_1");
        assertEquals(503, answer.status());
        assertEquals("1", answer.headers().get("Retry-After"));
    }

    @Test
    void a_bug_is_answered_with_500_and_without_a_word_of_it() {
        HttpAnswer answer = refusals.undecided(new IllegalStateException("inside"), "req_1");
        assertEquals(500, answer.status());
        assertFalse(answer.body().toString().contains("inside"));
    }
}
