package dev.carnet.mcp.tool;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/// Where nobody can be asked, nothing passes.
@DefaultBean
@ApplicationScoped
public class ClosedGate implements Gatekeeper {

    @Override
    public Uni<Passage> pass(CallOrder order, Demand demand) {
        return Uni.createFrom().item(new Passage.Held(new Finish.Unavailable()));
    }
}
