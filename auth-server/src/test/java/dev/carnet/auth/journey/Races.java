package dev.carnet.auth.journey;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Does the same thing several times at the same moment.
public final class Races implements AutoCloseable {

    private final int runners;
    private final ExecutorService threads;

    public Races(int runners) {
        this.runners = runners;
        this.threads = Executors.newFixedThreadPool(runners);
    }

    /// Lets all runners go at once and collects what they got.
    public <T> List<T> run(Callable<T> step) {
        var start = new CyclicBarrier(runners);
        Callable<T> runner =
                () -> {
                    start.await();
                    return step.call();
                };
        try {
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(Collections.nCopies(runners, runner))) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
