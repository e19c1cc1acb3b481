package dev.carnet.shared.fetch;

import io.vertx.core.Future;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The name service of the machine, on a small pool of its own with a bounded queue: names that
/// take long to look up slow down nothing but other fetches.
@Singleton
public final class SystemResolver implements Resolver {

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    FetchLimits.RESOLVER_THREADS,
                    FetchLimits.RESOLVER_THREADS,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(FetchLimits.RESOLVER_QUEUE));

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }

    @Override
    public Future<List<InetSocketAddress>> resolve(String host, int port) {
        try {
            return Future.fromCompletionStage(
                    CompletableFuture.supplyAsync(() -> look(host, port), pool));
        } catch (RejectedExecutionException full) {
            return Future.failedFuture(full);
        }
    }

    private static List<InetSocketAddress> look(String host, int port) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException unknown) {
            throw new CompletionException(unknown);
        }
    }
}
