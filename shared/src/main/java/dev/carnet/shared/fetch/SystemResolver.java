package dev.carnet.shared.fetch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
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
                    30,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(FetchLimits.RESOLVER_QUEUE));

    /// Whoever asks for a name that is just being looked up waits for the same answer: many
    /// requests to one host take one place.
    private final Map<String, Future<List<InetSocketAddress>>> underWay = new ConcurrentHashMap<>();

    /// Threads go when nobody asks.
    public SystemResolver() {
        pool.allowCoreThreadTimeOut(true);
    }

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }

    @Override
    public Future<List<InetSocketAddress>> resolve(String host, int port) {
        String place = host + ":" + port;
        Promise<List<InetSocketAddress>> own = Promise.promise();
        Future<List<InetSocketAddress>> other = underWay.putIfAbsent(place, own.future());
        if (other != null) {
            return other;
        }
        try {
            Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> look(host, port), pool))
                    .onComplete(done -> {
                        underWay.remove(place);
                        own.handle(done);
                    });
        } catch (RejectedExecutionException full) {
            underWay.remove(place);
            own.fail(full);
        }
        return own.future();
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
