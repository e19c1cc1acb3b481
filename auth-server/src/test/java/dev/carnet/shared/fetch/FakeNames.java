package dev.carnet.shared.fetch;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A name service that says what a test wants, and something else the next time if it wants that.
final class FakeNames implements Resolver {

    private final Map<String, List<List<InetSocketAddress>>> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    /// The name is at those addresses, at that port whichever was named.
    FakeNames at(String name, int port, String... addresses) {
        List<InetSocketAddress> places =
                Arrays.stream(addresses).map(one -> place(one, port)).toList();
        answers.merge(
                name,
                List.of(places),
                (before, next) -> Stream.concat(before.stream(), next.stream()).toList());
        return this;
    }

    private static InetSocketAddress place(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    /// How often the name was asked for.
    int asked(String name) {
        return asked.getOrDefault(name, new AtomicInteger()).get();
    }

    @Override
    public Future<List<InetSocketAddress>> resolve(String host, int port) {
        List<List<InetSocketAddress>> all = answers.get(host);
        if (all == null) {
            return Future.failedFuture(new UnknownHostException(host));
        }
        int turn = asked.computeIfAbsent(host, _ -> new AtomicInteger()).getAndIncrement();
        return Future.succeededFuture(all.get(turn % all.size()));
    }
}
