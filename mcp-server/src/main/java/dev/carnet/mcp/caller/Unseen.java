package dev.carnet.mcp.caller;

import dev.carnet.shared.caller.Caller;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/// Nobody watches the door.
@DefaultBean
@ApplicationScoped
final class Unseen implements DoorWitness {

    @Override
    public void turnedAway(Caller caller, String reason, String address) {
        // Nobody is told.
    }
}
