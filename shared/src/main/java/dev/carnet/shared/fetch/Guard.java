package dev.carnet.shared.fetch;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/// Looks the name up, judges every address it has, and connects to one of exactly those (V12, V15):
/// all within one time limit.
final class Guard {

    private final Vertx vertx;
    private final Resolver resolver;
    private final FetchRules rules;
    private final Line line;

    Guard(Vertx vertx, Resolver resolver, FetchRules rules, Line line) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.rules = rules;
        this.line = line;
    }

    /// The answer, or a failure as soon as the time is up.
    Future<Answer> run(Target target, Sending sending) {
        Promise<Answer> end = Promise.promise();
        long timer =
                vertx.setTimer(
                        FetchLimits.TIME.toMillis(),
                        _ -> end.tryFail(FetchFailure.unavailable("fetch_timeout")));
        addresses(target)
                .compose(found -> line.exchange(target, found, sending, end.future()))
                .onComplete(done -> {
                    vertx.cancelTimer(timer);
                    finish(end, done);
                });
        return end.future();
    }

    private static void finish(Promise<Answer> end, AsyncResult<Answer> done) {
        if (done.succeeded()) {
            end.tryComplete(done.result());
        } else {
            end.tryFail(failure(done.cause()));
        }
    }

    private static FetchFailure failure(Throwable cause) {
        return cause instanceof FetchFailure known
                ? known
                : FetchFailure.unavailable("fetch_failed");
    }

    private Future<List<InetSocketAddress>> addresses(Target target) {
        return target.literal()
                .map(address -> List.of(new InetSocketAddress(address, target.port())))
                .map(Future::succeededFuture)
                .orElseGet(() -> resolver.resolve(target.host(), target.port()))
                .transform(found ->
                        found.succeeded()
                                ? judge(target, found.result())
                                : Future.failedFuture(unknown(found.cause())));
    }

    /// One address that is not admitted spoils the name: who mixes them means no good.
    private Future<List<InetSocketAddress>> judge(Target target, List<InetSocketAddress> found) {
        if (found.isEmpty()) {
            return Future.failedFuture(FetchFailure.unavailable("fetch_no_address"));
        }
        return found.stream().allMatch(at -> rules.admit(target, at.getAddress()))
                ? Future.succeededFuture(found.stream().limit(FetchLimits.ADDRESSES).toList())
                : Future.failedFuture(FetchFailure.forbidden("fetch_special_address"));
    }

    private static FetchFailure unknown(Throwable cause) {
        return FetchFailure.unavailable(
                cause instanceof RejectedExecutionException ? "fetch_busy" : "fetch_no_address");
    }
}
