package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.listen.Listeners;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.tool.Catalog;
import dev.carnet.mcp.tool.Tools;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `subscriptions/listen`: one long answer that tells what changes.
@ApplicationScoped
public class Listening {

    private final Listeners listeners;
    private final Catalog catalog;
    private final Tools tools;

    Listening(Listeners listeners, Catalog catalog, Tools tools) {
        this.listeners = listeners;
        this.catalog = catalog;
        this.tools = tools;
    }

    /// Opens the stream; or says why not.
    Optional<RpcError> open(Visit visit, Message.Request request) {
        JsonNode wanted = request.params().path("notifications");
        if (!wanted.isObject() || !visit.reply().streams()) {
            return Optional.of(
                    RpcError.of(
                            RpcCode.INVALID_PARAMS,
                            "notifications must be an object, and the client take streams."));
        }
        Wishes wishes = honoured(visit, wanted);
        Optional<String> crowded = tools.crowded(visit.viewer(), Set.of(), wishes.uris());
        if (crowded.isPresent()) {
            return crowded.map(text -> RpcError.of(RpcCode.TOO_MANY, text));
        }
        var voice = new CurrentVoice(visit.reply(), request.id(), wishes);
        return listeners.open(visit, voice, () -> {}, voice::acknowledge)
                ? Optional.empty()
                : Optional.of(RpcError.of(RpcCode.TOO_MANY, "Too many streams at once."));
    }

    /// The part of the wish that this server can grant.
    private Wishes honoured(Visit visit, JsonNode wanted) {
        return new Wishes(
                wanted.path("toolsListChanged").asBoolean(false),
                wanted.path("promptsListChanged").asBoolean(false)
                        && catalog.hasPrompts(visit.viewer()),
                wanted.path("resourcesListChanged").asBoolean(false)
                        && catalog.hasResources(visit.viewer()),
                resources(visit, wanted.path("resourceSubscriptions")));
    }

    private Set<String> resources(Visit visit, JsonNode uris) {
        return uris.valueStream()
                .map(JsonNode::asText)
                .limit(Limits.WATCHED_RESOURCES)
                .filter(uri -> tools.mayRead(visit.viewer(), uri))
                .collect(Collectors.toSet());
    }
}
