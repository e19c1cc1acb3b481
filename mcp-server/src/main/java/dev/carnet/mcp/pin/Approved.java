package dev.carnet.mcp.pin;

import dev.carnet.mcp.tool.ToolClass;

/// Something that may be offered: what its upstream lists is what an operator approved.
///
/// @param alias its name at the whole gateway
public record Approved(
        String workspace,
        String id,
        String serverId,
        Definition definition,
        ToolClass toolClass,
        String alias) {}
