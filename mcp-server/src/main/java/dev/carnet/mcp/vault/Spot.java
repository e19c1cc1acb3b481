package dev.carnet.mcp.vault;

import java.nio.charset.StandardCharsets;

/// The one place where a sealed secret opens.
///
/// @param owner the id of the row it belongs to
/// @param what which secret of that row
public record Spot(String workspace, String owner, String what) {

    byte[] associated() {
        return ("vault\n" + workspace + "\n" + owner + "\n" + what)
                .getBytes(StandardCharsets.UTF_8);
    }
}
