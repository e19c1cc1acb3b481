package dev.carnet.auth.journey;

import dev.carnet.shared.fetch.Resolver;
import io.vertx.core.Future;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The name service of the running service under test: it knows what a test tells it, and writes
/// down what it was asked.
@Alternative
@Priority(1)
@Singleton
public final class TestNames implements Resolver {

    private static final Map<String, InetSocketAddress> PLACES = new ConcurrentHashMap<>();
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    /// From now on the name leads to that port of this machine.
    public static void lead(String name, int port) {
        PLACES.put(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// From now on the name leads to that address.
    public static void lead(String name, String address) {
        PLACES.put(name, new InetSocketAddress(InetAddress.ofLiteral(address), 443));
    }

    /// Every name that was asked for so far.
    public static List<String> asked() {
        return List.copyOf(ASKED);
    }

    @Override
    public Future<List<InetSocketAddress>> resolve(String host, int port) {
        ASKED.add(host);
        InetSocketAddress place = PLACES.get(host);
        return place == null
                ? Future.failedFuture(new UnknownHostException(host))
                : Future.succeededFuture(List.of(place));
    }
}
