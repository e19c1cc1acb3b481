package dev.carnet.mcp.authclient;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.tool.Channel;
import dev.carnet.mcp.tool.LogLevel;

/// A client that asked for no progress and waits.
final class SilentChannel implements Channel {

    @Override
    public void progress(long done, long total, String message) {}

    @Override
    public void log(LogLevel level, JsonNode data) {}

    @Override
    public boolean cancelled() {
        return false;
    }
}
