package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// What holds where there are no rules: Carnet's own things by role and scope alone; of others only
/// what reads.
@DefaultBean
@ApplicationScoped
public class DefaultJudge implements Judge {

    @Override
    public Verdict judge(Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        boolean harmless =
                thing.origin().map(origin -> origin.toolClass() == ToolClass.READ).orElse(true);
        return harmless
                ? new Verdict.Permit(Verdict.Ground.NONE)
                : new Verdict.Deny(Verdict.Ground.NONE, "policy_default");
    }
}
