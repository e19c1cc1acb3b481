package dev.carnet.mcp.offer;

import dev.carnet.shared.fetch.Resolver;
import dev.carnet.shared.fetch.SystemResolver;
import io.vertx.core.Future;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The name service of the service under test: names that a test leads somewhere, and later
/// somewhere else; all others are looked up as ever.
@Alternative
@Priority(1)
@Singleton
public final class TestNames implements Resolver {

    private static final Map<String, InetAddress> PLACES = new ConcurrentHashMap<>();

    private final SystemResolver system = new SystemResolver();

    /// From now on the name leads to that address.
    static void lead(String name, String address) {
        PLACES.put(name, InetAddress.ofLiteral(address));
    }

    @Override
    public Future<List<InetSocketAddress>> resolve(String host, int port) {
        InetAddress place = PLACES.get(host);
        return place == null
                ? system.resolve(host, port)
                : Future.succeededFuture(List.of(new InetSocketAddress(place, port)));
    }
}
