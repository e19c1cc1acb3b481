package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Event;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Nobody watches.
@DefaultBean
@ApplicationScoped
final class Unwatched implements Witness {

    @Override
    public Uni<Void> refused(CallOrder order, String why, Event entry) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> unknown(ToolCall call, String name, Event entry) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> begins(CallOrder order, Event begin) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> ran(CallOrder order, Outcome outcome, Event begin) {
        return Uni.createFrom().voidItem();
    }
}
