package dev.carnet.shared.desk;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;

/// Ends what takes longer than its endpoint may: it fails as an outage does. What was committed
/// stays so, and its `Idempotency-Key` answers it again.
@Bounded
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public final class Deadline {

    /// Bounds the answer, whatever it is of.
    @AroundInvoke
    Object bound(InvocationContext call) throws Exception {
        Object answer = call.proceed();
        return answer instanceof Uni<?> uni
                ? uni.ifNoItem().after(Duration.ofSeconds(seconds(call.getMethod()))).fail()
                : answer;
    }

    private static int seconds(Method method) {
        return Optional.ofNullable(method.getAnnotation(Bounded.class))
                .or(() ->
                        Optional.ofNullable(
                                method.getDeclaringClass().getAnnotation(Bounded.class)))
                .map(Bounded::seconds)
                .orElse(Limits.REQUEST_SECONDS);
    }
}
