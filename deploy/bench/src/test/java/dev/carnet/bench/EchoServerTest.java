package dev.carnet.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.bench.load.Load;
import dev.carnet.bench.load.Measurement;
import dev.carnet.bench.load.Wire;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoServerTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Wire WIRE = new Wire(VERTX, 2);
    private static final Duration ROUND = Duration.ofMillis(100);

    @AfterAll
    static void close() {
        WIRE.close();
        VERTX.close();
    }

    private static Measurement called(EchoServer server, String revision, String tool) {
        var calls = new CallLoad(WIRE, server.address(), tool, "{\"text\":\"hi\"}");
        return new Load(VERTX, 1, ROUND).once(2, ROUND, calls.in(revision, Map::of));
    }

    @ParameterizedTest
    @ValueSource(strings = {CallLoad.MODERN, CallLoad.LEGACY})
    void is_called_in_its_own_era(String revision) {
        try (var server = new EchoServer(revision)) {
            var measured = called(server, revision, EchoServer.TOOL);
            assertEquals("", measured.firstError());
            assertTrue(measured.rate() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CallLoad.MODERN, CallLoad.LEGACY})
    void what_it_does_not_have_counts_as_an_error(String revision) {
        try (var server = new EchoServer(revision)) {
            var measured = called(server, revision, "none");
            assertEquals(0, measured.rate());
            assertTrue(measured.errors() > 0);
        }
    }

    @Test
    void opens_no_session_in_the_current_era() {
        try (var server = new EchoServer(CallLoad.MODERN)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> called(server, CallLoad.LEGACY, EchoServer.TOOL));
        }
    }
}
