package dev.carnet.mcp.tool;

import java.util.Locale;

/// What using something does to the world, as an operator has classed it. The upstream's own
/// annotations are a suggestion and never decide.
public enum ToolClass {
    READ,
    WRITE,
    DESTRUCTIVE;

    /// The class of a thing: of an upstream's the one an operator gave it, of Carnet's own tools
    /// the one their annotations say, which are ours.
    public static ToolClass of(Governed thing) {
        return thing.origin().map(Origin::toolClass).orElseGet(() -> own(thing));
    }

    private static ToolClass own(Governed thing) {
        if (!(thing instanceof Tool tool) || tool.definition().annotations().readOnly()) {
            return READ;
        }
        return tool.definition().annotations().destructive() ? DESTRUCTIVE : WRITE;
    }

    /// The name in rules, answers and the log.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
