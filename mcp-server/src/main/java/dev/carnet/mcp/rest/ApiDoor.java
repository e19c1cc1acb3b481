package dev.carnet.mcp.rest;

import dev.carnet.mcp.caller.DoorWitness;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.caller.KnownNames;
import dev.carnet.mcp.usage.KeyUse;
import dev.carnet.shared.audit.RefusalCounts;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.DoorWatch;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/// The door of mcp-server's API heeds what the one of the MCP endpoint does: the names it goes by,
/// when keys were used, and how often somebody was turned away.
@Singleton
final class ApiDoor implements DoorWatch {

    private final KnownNames names;
    private final KeyUse keyUse;
    private final RefusalCounts counts;
    private final DoorWitness witness;

    ApiDoor(KnownNames names, KeyUse keyUse, RefusalCounts counts, DoorWitness witness) {
        this.names = names;
        this.keyUse = keyUse;
        this.counts = counts;
        this.witness = witness;
    }

    @Override
    public String address(HttpServerRequest request) {
        return Doorman.address(request);
    }

    @Override
    public void arrives(HttpServerRequest request) {
        if (!names.fit(request)) {
            throw new Refused(Refusal.FORBIDDEN_HOST, "Host or Origin is not known.");
        }
    }

    /// No route of this service is open.
    @Override
    public void open(HttpServerRequest request) {
        throw Refused.notFound();
    }

    @Override
    public void turnedAway(String code) {
        counts.count(code);
    }

    @Override
    public void mistrusted(Caller caller, String reason, HttpServerRequest request) {
        witness.turnedAway(caller, reason, address(request));
    }

    @Override
    public void admitted(Caller caller) {
        keyUse.seen(caller);
    }
}
