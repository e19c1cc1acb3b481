package dev.carnet.shared.desk;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An endpoint whose requests have a longest time, and are answered with 503 after it. All
/// endpoints under `/api/v1` bear it; a method that may take longer says so itself.
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Bounded {

    /// The longest time, in seconds.
    @Nonbinding
    int seconds() default Limits.REQUEST_SECONDS;
}
