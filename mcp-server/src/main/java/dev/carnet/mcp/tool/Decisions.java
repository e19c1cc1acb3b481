package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.caller.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/// The one decision of `tools/list` and `tools/call` alike: role and scope first, then what the
/// passport is for, then the rules of the workspace, then what the connection itself allows.
/// Anything unforeseen hides.
@ApplicationScoped
public class Decisions {

    private static final Logger LOG = Logger.getLogger(Decisions.class);

    private final Judge judge;

    Decisions(Judge judge) {
        this.judge = judge;
    }

    /// A number that is another one once the rules for this caller are others.
    public long edition(Viewer viewer) {
        return judge.edition(viewer.caller().workspace());
    }

    /// Whether this caller is told about it.
    public boolean lists(Viewer viewer, Governed thing) {
        return switch (decide(viewer, thing, Optional.empty())) {
            case Access.Allowed _, Access.Gated _, Access.StepUp _, Access.Barred _ -> true;
            case Access.Hidden _ -> false;
        };
    }

    /// Whether this caller may have it without anybody being asked.
    public boolean allows(Viewer viewer, Governed thing) {
        return decide(viewer, thing, Optional.empty()) instanceof Access.Allowed;
    }

    /// What may be used at all is held to where it leads.
    private static Access bounded(
            Access access, Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        return switch (access) {
            case Access.Allowed _, Access.Gated _ ->
                    arguments
                            .flatMap(given -> thing.objection(given, viewer.caller().workspace()))
                            .<Access>map(barred -> barred)
                            .orElse(access);
            case Access.StepUp _, Access.Barred _, Access.Hidden _ -> access;
        };
    }

    /// Every agent that delegated is asked about, the caller last, whose own rule is the ground
    /// unless somebody else's wants more.
    private Access judged(
            Access access, Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        Access judged = access;
        for (Caller one : viewer.caller().lineage().reversed()) {
            judged =
                    judged instanceof Access.Hidden
                            ? judged
                            : judged.and(judge.judge(viewer.as(one), thing, arguments));
        }
        return judged;
    }

    /// What role, scope and passport leave of it, before any rule is asked.
    public static Access unruled(Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        Access access = Access.of(viewer.caller(), thing.need());
        return access instanceof Access.Hidden
                ? access
                : Narrowing.narrow(access, viewer, thing, arguments);
    }

    /// What this caller may do with it.
    ///
    /// @param arguments of a call; empty for a list
    public Access decide(Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        try {
            Access narrowed = unruled(viewer, thing, arguments);
            return narrowed instanceof Access.Hidden
                    ? narrowed
                    : bounded(judged(narrowed, viewer, thing, arguments), viewer, thing, arguments);
        } catch (RuntimeException bug) {
            LOG.error("A decision could not be made, so the thing is hidden", bug);
            return new Access.Hidden("fault");
        }
    }
}
