package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.notice.DeliveryStore.Due;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/// What is on its way from this replica, by whom it goes to: so much at a time of each, so that who
/// lets everything wait delays nobody else. Safe to share between threads.
@ApplicationScoped
class Turns {

    private final Map<Place, Integer> running = new HashMap<>();
    private int all;

    /// A destination of a workspace.
    record Place(String workspace, String destination) {

        static Place of(Due due) {
            return new Place(due.workspace(), due.destination());
        }
    }

    synchronized void begin(Due due) {
        running.merge(Place.of(due), 1, Integer::sum);
        all++;
    }

    synchronized void end(Due due) {
        running.computeIfPresent(Place.of(due), (_, count) -> count == 1 ? null : count - 1);
        all--;
    }

    /// How much is on its way to whom.
    synchronized Map<Place, Integer> running() {
        return Map.copyOf(running);
    }

    /// How much more may be on its way.
    synchronized int free() {
        return NoticeLimits.DELIVERIES_AT_ONCE - all;
    }
}
