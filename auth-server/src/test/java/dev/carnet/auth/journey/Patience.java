package dev.carnet.auth.journey;

import io.restassured.RestAssured;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// How every client of the tests asks: again, when the service says 503 and when to come again
/// (`Retry-After`). On a busy machine its picture may be too old for a moment, and then it says so
/// rather than decide by it.
public final class Patience {

    private static final int TRIES = 100;
    private static final long PAUSE_NANOS = 100_000_000;

    private Patience() {}

    /// Asks until the answer is one.
    ///
    /// @param unable whether an answer says that nothing can be decided now
    public static <T> T ask(Supplier<T> request, Predicate<T> unable) {
        T answer = request.get();
        for (int tries = 0; unable.test(answer) && tries < TRIES; tries++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            answer = request.get();
        }
        return answer;
    }

    /// A request that asks so.
    public static RequestSpecification given() {
        return RestAssured.given().filter(Patience::answer);
    }

    /// The same as a filter.
    public static Response answer(
            FilterableRequestSpecification request,
            FilterableResponseSpecification expected,
            FilterContext context) {
        Response first = context.next(request, expected);
        return isUnable(first)
                ? ask(
                        () -> request.noFilters().request(request.getMethod(), request.getURI()),
                        Patience::isUnable)
                : first;
    }

    private static boolean isUnable(Response answer) {
        return answer.statusCode() == 503 && answer.getHeader("Retry-After") != null;
    }
}
