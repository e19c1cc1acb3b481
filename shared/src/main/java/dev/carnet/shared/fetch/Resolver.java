package dev.carnet.shared.fetch;

import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.List;

/// Where a host answers. Each answer is judged and then used as it is; nobody asks twice about one
/// connection (V15).
public interface Resolver {

    /// Every place at which the port of that host is reached, or a failure if there is none.
    Future<List<InetSocketAddress>> resolve(String host, int port);
}
