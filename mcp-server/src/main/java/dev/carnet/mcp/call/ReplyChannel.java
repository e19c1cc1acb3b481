package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.Channel;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.Stop;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The way back over a reply. Nothing is said after the call was ended.
final class ReplyChannel implements Channel {

    private final Reply reply;
    private final JsonNode progressToken;
    private final Predicate<LogLevel> wanted;
    private final Stop stop;
    private long most = -1;

    ReplyChannel(Reply reply, Message.Request request, Predicate<LogLevel> wanted, Stop stop) {
        this.reply = reply;
        this.progressToken = request.meta().path("progressToken");
        this.wanted = wanted;
        this.stop = stop;
    }

    @Override
    public void progress(long done, long total, String message) {
        if (stop.asked() || !hasToken() || !advances(done)) {
            return;
        }
        var params = Json.object();
        params.set("progressToken", progressToken);
        params.put("progress", done);
        if (total > 0) {
            params.put("total", total);
        }
        if (!message.isEmpty()) {
            params.put("message", message);
        }
        reply.notice(Wire.notification("notifications/progress", params));
    }

    @Override
    public void log(LogLevel level, JsonNode data) {
        if (!stop.asked() && wanted.test(level)) {
            var params = Json.object().put("level", level.wire());
            params.set("data", data);
            reply.notice(Wire.notification("notifications/message", params));
        }
    }

    @Override
    public void elicited(String elicitation) {
        var params = Json.object().put("elicitationId", elicitation);
        reply.insist(Wire.notification("notifications/elicitation/complete", params));
    }

    @Override
    public boolean wantsProgress() {
        return hasToken();
    }

    /// Whether it advances is for the upstream to keep to: its numbers need not be whole.
    @Override
    public void progress(ObjectNode params) {
        if (!stop.asked() && hasToken()) {
            ObjectNode ours = params.deepCopy();
            ours.set("progressToken", progressToken);
            reply.notice(Wire.notification("notifications/progress", ours));
        }
    }

    @Override
    public Optional<LogLevel> quietest() {
        return Stream.of(LogLevel.values()).filter(wanted).findFirst();
    }

    @Override
    public void relay(LogLevel level, ObjectNode params) {
        if (!stop.asked() && wanted.test(level)) {
            reply.notice(Wire.notification("notifications/message", params));
        }
    }

    @Override
    public boolean cancelled() {
        return stop.asked();
    }

    private boolean hasToken() {
        return progressToken.isTextual() || progressToken.isIntegralNumber();
    }

    private synchronized boolean advances(long done) {
        boolean further = done > most;
        most = Math.max(most, done);
        return further;
    }
}
