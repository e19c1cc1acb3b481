package dev.carnet.mcp.tool;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Where nothing is filtered, everything passes.
@DefaultBean
@ApplicationScoped
public class NoScreen implements Screen {

    @Override
    public Uni<Outcome> screen(CallOrder order, Outcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
