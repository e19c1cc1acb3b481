package dev.carnet.mcp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicksTest {

    private static final long A_WHILE_MS = 50;

    private final Vertx vertx = Vertx.vertx();
    private final Ticks ticks = new Ticks(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void nothing_is_done_any_more_once_the_service_ends() throws Exception {
        var often = new CountDownLatch(3);
        var done = new AtomicInteger();
        ticks.every(1, often::countDown);
        ticks.every(1, done::incrementAndGet);
        often.await();
        ticks.end(new ShutdownEvent());
        pass();
        int before = done.get();
        pass();
        assertEquals(before, done.get());
    }

    /// What was on its way at the end may still arrive; what comes later was not stopped.
    private void pass() throws Exception {
        var over = new CompletableFuture<Boolean>();
        vertx.setTimer(A_WHILE_MS, _ -> over.complete(true));
        over.get(1, TimeUnit.MINUTES);
    }
}
