package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.Changes;
import dev.carnet.mcp.listen.Voice;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.TableChange;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/// How the current revision speaks on a listening stream: everything carries the request's id.
final class CurrentVoice implements Voice {

    private final Reply reply;
    private final JsonNode id;
    private final Wishes wishes;

    CurrentVoice(Reply reply, JsonNode id, Wishes wishes) {
        this.reply = reply;
        this.id = id;
        this.wishes = wishes;
    }

    /// The first words on the stream.
    void acknowledge() {
        var params = Json.object();
        params.set("notifications", wishes.json());
        say("notifications/subscriptions/acknowledged", params);
    }

    @Override
    public Uni<Boolean> wants(TableChange change) {
        return Uni.createFrom().item(() -> wishes.include(change));
    }

    @Override
    public Uni<Set<String>> watched() {
        return Uni.createFrom().item(wishes.uris());
    }

    @Override
    public void tell(TableChange change) {
        say(Changes.method(change), Changes.params(change));
    }

    /// The cancellation, and the answer to the long request (Subscriptions, "Graceful Closure").
    @Override
    public void close() {
        var params = Json.object();
        params.set("requestId", id);
        say("notifications/cancelled", params);
        var result = Results.complete(Json.object());
        result.withObject("/_meta").set(Meta.SUBSCRIPTION, id);
        reply.finish(200, Wire.result(id, result));
    }

    private void say(String method, ObjectNode params) {
        params.withObject("/_meta").set(Meta.SUBSCRIPTION, id);
        reply.insist(Wire.notification(method, params));
    }
}
