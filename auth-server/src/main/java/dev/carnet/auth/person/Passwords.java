package dev.carnet.auth.person;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Password hashing with Argon2id, on a small pool of its own: whoever floods the sign-in page
/// waits in a bounded queue and slows down nothing else.
@ApplicationScoped
public class Passwords {

    /// OWASP's first choice: 19 MiB, two passes, one lane.
    private static final Argon2Function ARGON2ID =
            Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    private static final int SALT_BYTES = 16;

    private final ThreadPoolExecutor pool;

    /// Compared with when there is no such person, so that both answers take the same time.
    private final String nobody = digest(Ids.characters(20));

    @Inject
    Passwords() {
        this(Limits.PASSWORD_THREADS, Limits.PASSWORD_QUEUE);
    }

    Passwords(int threads, int queue) {
        pool =
                new ThreadPoolExecutor(
                        threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue));
    }

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }

    /// Whether that is the person's password. Without a person the answer is no, at equal cost.
    public Uni<Boolean> matches(String password, Optional<Person> person) {
        if (password.length() > Limits.PASSWORD_MAX_CHARACTERS) {
            return Uni.createFrom().item(false);
        }
        return compute(() ->
                check(password, person.map(Person::passwordHash).orElse(nobody))
                        && person.isPresent());
    }

    /// What is stored of a new password.
    public Uni<String> hash(String password) {
        return compute(() -> digest(password));
    }

    /// Computes on the pool and goes on where the caller was: sessions belong to an event loop.
    private <T> Uni<T> compute(Supplier<T> work) {
        return Uni.createFrom()
                .item(work)
                .runSubscriptionOn(pool)
                .onFailure(RejectedExecutionException.class)
                .transform(_ -> busy())
                .emitOn(caller());
    }

    private static Executor caller() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : work -> context.runOnContext(_ -> work.run());
    }

    private static Refusal busy() {
        return Refusal.because(
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                "Too many people are signing in; try again in a moment.",
                "password_queue_full");
    }

    private static String digest(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(ARGON2ID).getResult();
    }

    private static boolean check(String password, String hash) {
        return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }
}
