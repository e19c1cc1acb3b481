package dev.carnet.mcp.pin;

import dev.carnet.mcp.tool.ToolClass;
import java.util.Locale;
import java.util.Optional;

/// What an upstream's hints would class something as. It is shown to the operator who decides, and
/// decides nothing.
final class Suggestion {

    private Suggestion() {}

    /// Tools are destructive unless their hints say less; what is not a tool is only read.
    static ToolClass of(Definition definition) {
        var hints = definition.json().path("annotations");
        if (definition.kind() != Kind.TOOL || hints.path("readOnlyHint").asBoolean(false)) {
            return ToolClass.READ;
        }
        return hints.path("destructiveHint").asBoolean(true)
                ? ToolClass.DESTRUCTIVE
                : ToolClass.WRITE;
    }

    /// The class of that name.
    static Optional<ToolClass> named(String wire) {
        for (ToolClass one : ToolClass.values()) {
            if (wire(one).equals(wire)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    static String wire(ToolClass toolClass) {
        return toolClass.name().toLowerCase(Locale.ROOT);
    }

    /// What it is when nobody says: the most careful class.
    static ToolClass unset(Kind kind) {
        return kind == Kind.TOOL ? ToolClass.DESTRUCTIVE : ToolClass.READ;
    }
}
