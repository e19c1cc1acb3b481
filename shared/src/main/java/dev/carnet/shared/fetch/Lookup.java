package dev.carnet.shared.fetch;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/// Where a target really is: its name looked up once, and every address judged. Whoever connects
/// does so to exactly these addresses and asks no name server again (V12, V15).
public final class Lookup {

    private final Resolver resolver;

    /// Over that name service.
    public Lookup(Resolver resolver) {
        this.resolver = resolver;
    }

    /// The addresses to connect to, without a name left in them; or a {@link FetchFailure}.
    public Future<List<InetSocketAddress>> judged(Target target, Predicate<InetAddress> admitted) {
        return target.literal()
                .map(address -> List.of(new InetSocketAddress(address, target.port())))
                .map(Future::succeededFuture)
                .orElseGet(() -> resolver.resolve(target.host(), target.port()))
                .transform(found ->
                        found.succeeded()
                                ? judge(found.result(), admitted)
                                : Future.failedFuture(unknown(found.cause())));
    }

    /// One address that is not admitted spoils the name: who mixes them means no good.
    private static Future<List<InetSocketAddress>> judge(
            List<InetSocketAddress> found, Predicate<InetAddress> admitted) {
        if (found.isEmpty()) {
            return Future.failedFuture(FetchFailure.unavailable("fetch_no_address"));
        }
        return found.stream().allMatch(at -> admitted.test(at.getAddress()))
                ? Future.succeededFuture(
                        found.stream().limit(FetchLimits.ADDRESSES).map(Lookup::nameless).toList())
                : Future.failedFuture(FetchFailure.forbidden("fetch_special_address"));
    }

    /// The address alone: nothing is left to be looked up again.
    private static InetSocketAddress nameless(InetSocketAddress at) {
        try {
            byte[] address = at.getAddress().getAddress();
            return new InetSocketAddress(InetAddress.getByAddress(address), at.getPort());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static FetchFailure unknown(Throwable cause) {
        return FetchFailure.unavailable(
                cause instanceof RejectedExecutionException ? "fetch_busy" : "fetch_no_address");
    }
}
