package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Decided;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.upstream.Conversation;
import dev.carnet.mcp.upstream.Echo;
import java.util.Optional;

/// The client's side of a call, as the upstream's client needs it.
///
/// @param echo hears what proves us in what the upstream says meanwhile
record Talk(ToolCall call, Echo echo) implements Conversation {

    @Override
    public ObjectNode capabilities() {
        return call.capabilities();
    }

    /// What people agreed to they agreed to once, and a server that has forgotten the session may
    /// have done it all the same.
    @Override
    public boolean once() {
        return call.decided().flatMap(Decided::gate).isPresent();
    }

    @Override
    public Optional<String> trace() {
        return call.trace();
    }

    @Override
    public Optional<String> logLevel() {
        return call.channel().quietest().map(LogLevel::wire);
    }

    @Override
    public void echoed() {
        echo.found();
    }

    @Override
    public boolean wantsProgress() {
        return call.channel().wantsProgress();
    }

    @Override
    public void progress(ObjectNode params) {
        echo.cleaned(params).ifPresent(call.channel()::progress);
    }

    @Override
    public void log(ObjectNode params) {
        LogLevel.of(params.path("level").asText())
                .ifPresent(level ->
                        echo.cleaned(params).ifPresent(rest -> call.channel().relay(level, rest)));
    }
}
