package dev.carnet.auth.signin;

import dev.carnet.auth.http.Device;
import dev.carnet.auth.http.Network;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Cookies;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.signin.SessionStore.Beginning;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Sign-in sessions of browsers.
@Singleton
public final class Sessions {

    private static final String COOKIE = "carnet_session";

    private final SessionStore store;
    private final Cookies cookies;
    private final Pool pool;
    private final Clock clock;
    private final Visitors visitors;

    Sessions(SessionStore store, Cookies cookies, Pool pool, Clock clock, Visitors visitors) {
        this.visitors = visitors;
        this.store = store;
        this.cookies = cookies;
        this.pool = pool;
        this.clock = clock;
    }

    /// Who is signed in, if anybody is.
    public Uni<Optional<SignedIn>> current(HttpServerRequest request) {
        return cookies.read(request, COOKIE)
                .map(secret -> store.see(pool, OpaqueToken.hash(secret), clock.instant()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /// The same, but it does not count as use: whoever only listens does not keep a session alive.
    public Uni<Optional<SignedIn>> standing(HttpServerRequest request) {
        return cookies.read(request, COOKIE)
                .map(secret -> store.find(pool, OpaqueToken.hash(secret), clock.instant()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /// Opens a session under a secret never seen before, in that transaction, and ends the one the
    /// browser had (V10).
    ///
    /// @return the `Set-Cookie` header
    public Uni<String> open(
            SqlConnection transaction, HttpServerRequest request, Authentication done) {
        String secret = OpaqueToken.fresh("");
        Visitor visitor = visitors.of(request);
        var beginning =
                new Beginning(
                        done, Device.label(visitor.userAgent()), Network.of(visitor.address()));
        return end(transaction, request)
                .chain(() -> store.insert(transaction, OpaqueToken.hash(secret), beginning))
                .replaceWith(cookies.set(COOKIE, secret, Limits.SESSION_LIFE));
    }

    /// Ends the browser's session, if it has one.
    Uni<Boolean> end(SqlConnection transaction, HttpServerRequest request) {
        return cookies.read(request, COOKIE)
                .map(secret -> store.delete(transaction, OpaqueToken.hash(secret)))
                .orElseGet(() -> Uni.createFrom().item(false));
    }

    /// Ends every session of a person, wherever it is.
    public Uni<Void> endAll(SqlConnection transaction, String person) {
        return store.endOthers(transaction, person, "").replaceWithVoid();
    }

    /// The `Set-Cookie` header that goes with it.
    String forget() {
        return cookies.end(COOKIE);
    }
}
