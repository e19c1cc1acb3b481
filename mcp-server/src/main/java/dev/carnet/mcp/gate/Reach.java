package dev.carnet.mcp.gate;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.Prompt;
import dev.carnet.mcp.tool.Resource;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.mcp.tool.ToolDefinition.Annotations;
import dev.carnet.mcp.tool.Usable;

/// What a use does, as its approved definition has it when it is asked for. Who decides is shown
/// it, whatever the rule says.
///
/// @param tier `read`, `write` or `destructive`; empty for gates that were kept without it
/// @param description what the definition says that it does
/// @param repeatable whether doing it twice changes nothing more
/// @param openWorld whether it reaches beyond its server, or may
record Reach(String tier, String description, boolean repeatable, boolean openWorld) {

    static Reach of(Usable thing) {
        String tier = ToolClass.of(thing).wire();
        return switch (thing) {
            case Tool tool -> {
                Annotations hints = tool.definition().annotations();
                yield new Reach(
                        tier,
                        cut(tool.definition().description()),
                        hints.readOnly() || hints.idempotent(),
                        hints.openWorld());
            }
            case Prompt prompt -> reading(tier, prompt.definition().path("description").asText());
            case Resource resource ->
                    reading(tier, resource.definition().path("description").asText());
            default -> reading(tier, "");
        };
    }

    /// What is read can be read again; nothing says how far that reaches.
    private static Reach reading(String tier, String description) {
        return new Reach(tier, cut(description), tier.equals(ToolClass.READ.wire()), true);
    }

    private static String cut(String text) {
        if (text.length() <= Limits.GATE_DESCRIPTION_CHARACTERS) {
            return text;
        }
        int end = Limits.GATE_DESCRIPTION_CHARACTERS;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }
}
