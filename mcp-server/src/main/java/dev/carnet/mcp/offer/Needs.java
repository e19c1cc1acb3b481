package dev.carnet.mcp.offer;

import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;

/// What a caller must have for a thing of an upstream, by the class an operator gave it.
final class Needs {

    private static final Need READING = Need.reading();
    private static final Need CHANGING = Need.of(Role.MEMBERS, Scope.WRITE);

    private Needs() {}

    static Need of(ToolClass toolClass) {
        return switch (toolClass) {
            case READ -> READING;
            case WRITE, DESTRUCTIVE -> CHANGING;
        };
    }
}
