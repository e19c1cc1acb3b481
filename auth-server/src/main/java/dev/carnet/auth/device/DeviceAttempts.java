package dev.carnet.auth.device;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.signin.AttemptStore;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Instant;

/// How often somebody may type a wrong code: five times in a quarter of an hour for a person,
/// whatever their session, and for an address (RFC 10027). A try is taken before the code is looked
/// up, so that tries made at the same moment cannot all pass.
@Singleton
final class DeviceAttempts {

    private final AttemptStore store;
    private final Pool pool;

    DeviceAttempts(AttemptStore store, Pool pool) {
        this.store = store;
        this.pool = pool;
    }

    /// Takes a try, or finds that none is left.
    Uni<Boolean> take(SignedIn person, Visitor visitor, Instant now) {
        return take(person(person), now)
                .chain(taken -> taken ? take(address(visitor), now) : Uni.createFrom().item(false));
    }

    private Uni<Boolean> take(String subject, Instant now) {
        return store.take(pool, subject, Limits.DEVICE_CODE_ATTEMPTS, now);
    }

    /// Gives the try back: the code was right.
    Uni<Void> giveBack(SignedIn person, Visitor visitor, Instant now) {
        return store.giveBack(pool, person(person), now)
                .chain(() -> store.giveBack(pool, address(visitor), now));
    }

    private static String person(SignedIn person) {
        return "device:" + person.person();
    }

    private static String address(Visitor visitor) {
        return "device-address:" + RateLimit.network(visitor.address());
    }
}
