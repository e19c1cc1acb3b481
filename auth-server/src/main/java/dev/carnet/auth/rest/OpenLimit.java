package dev.carnet.auth.rest;

import dev.carnet.auth.http.Visitors;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.DoorWatch;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.network.RateLimit;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/// Counts the requests of each address to the routes that need no credential at all, and notes who
/// comes with a key, or with what does not let them in.
@Singleton
final class OpenLimit implements DoorWatch {

    private final RateLimit limit = new RateLimit(Limits.OPEN_PER_MINUTE);
    private final Visitors visitors;
    private final KeyUse keyUse;
    private final DoorWitness witness;

    OpenLimit(Visitors visitors, KeyUse keyUse, DoorWitness witness) {
        this.visitors = visitors;
        this.keyUse = keyUse;
        this.witness = witness;
    }

    @Override
    public String address(HttpServerRequest request) {
        return visitors.of(request).address();
    }

    /// The issuer goes by any name it is reached by: what counts is compared with the
    /// configuration.
    @Override
    public void arrives(HttpServerRequest request) {}

    @Override
    public void open(HttpServerRequest request) {
        if (!limit.admits(visitors.of(request).address())) {
            throw new Refused(
                    Refusal.TOO_MANY_REQUESTS,
                    "At most " + Limits.OPEN_PER_MINUTE + " a minute from one address.");
        }
    }

    @Override
    public void turnedAway(String code) {}

    @Override
    public void mistrusted(Caller caller, String reason, HttpServerRequest request) {
        witness.turnedAway(caller, reason);
    }

    @Override
    public void admitted(Caller caller) {
        keyUse.seen(caller);
    }
}
