package dev.carnet.auth.signin;

import dev.carnet.auth.page.Cookies;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Sign-ins that wait for their second step. They live on this side; the browser has a name for
/// one, which is no session and never becomes one.
@Singleton
public final class HalfOpens {

    private static final String COOKIE = "carnet_half";

    private final HalfOpenStore store;
    private final Cookies cookies;
    private final Pool pool;
    private final Clock clock;

    HalfOpens(HalfOpenStore store, Cookies cookies, Pool pool, Clock clock) {
        this.store = store;
        this.cookies = cookies;
        this.pool = pool;
        this.clock = clock;
    }

    /// What this browser has begun, if it has and there are tries left.
    public Uni<Optional<HalfOpen>> current(HttpServerRequest request) {
        return cookies.read(request, COOKIE)
                .map(secret -> store.find(pool, OpaqueToken.hash(secret), clock.instant()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /// Begins one and answers the `Set-Cookie` header.
    Uni<String> open(SqlConnection transaction, Authentication first) {
        String secret = OpaqueToken.fresh("");
        return store.insert(transaction, OpaqueToken.hash(secret), first)
                .replaceWith(cookies.set(COOKIE, secret, Limits.SECOND_STEP_LIFE));
    }

    Uni<Boolean> take(HalfOpen half, Instant now) {
        return store.take(pool, half, now);
    }

    /// Ends it, or finds that somebody else did.
    public Uni<Boolean> close(SqlConnection transaction, HalfOpen half) {
        return store.delete(transaction, half);
    }

    /// Ends all of a person.
    public Uni<Void> closeAll(SqlConnection transaction, String person) {
        return store.deleteAll(transaction, person);
    }

    /// The `Set-Cookie` header that goes with the end.
    public String forget() {
        return cookies.end(COOKIE);
    }
}
