package dev.carnet.shared.fetch;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/// Looks the name up, judges every address it has, and connects to one of exactly those (V12, V15):
/// all within one time limit.
final class Guard {

    private final Vertx vertx;
    private final Lookup lookup;
    private final FetchRules rules;
    private final Line line;

    Guard(Vertx vertx, Resolver resolver, FetchRules rules, Line line) {
        this.vertx = vertx;
        this.lookup = new Lookup(resolver);
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
        lookup.judged(
                        target,
                        address ->
                                rules.admit(target, address)
                                        || sending.within().admits(target, address))
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
}
