package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.Calls;
import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.call.ServerInfo;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.tool.Catalog;
import dev.carnet.mcp.tool.Lookup;
import dev.carnet.mcp.tool.Lookup.Sought;
import dev.carnet.mcp.tool.Usable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Revision 2026-07-28: every request stands for itself.
@ApplicationScoped
public class CurrentEra {

    private final Lookup lookup;
    private final Catalog catalog;
    private final Calls calls;
    private final Listening listening;
    private final Refused refused;
    private final StateSeal seal;
    private final Tasks tasks;

    CurrentEra(
            Lookup lookup,
            Catalog catalog,
            Calls calls,
            Listening listening,
            Refused refused,
            StateSeal seal,
            Tasks tasks) {
        this.lookup = lookup;
        this.catalog = catalog;
        this.calls = calls;
        this.listening = listening;
        this.refused = refused;
        this.seal = seal;
        this.tasks = tasks;
    }

    /// Serves one message.
    void serve(Visit visit, Message message) {
        switch (message) {
            case Message.Request request ->
                    HeaderRules.firstBroken(visit.headers(), request)
                            .ifPresentOrElse(
                                    error -> refuse(visit, request, error),
                                    () -> dispatch(visit, request));
            case Message.Notification notification -> visit.reply().finish(HttpAnswer.empty(202));
            case Message.Answer answer ->
                    refused.refuse(
                            visit,
                            Optional.empty(),
                            RpcError.of(
                                    RpcCode.INVALID_REQUEST, "This revision has no such answers."));
        }
    }

    private void dispatch(Visit visit, Message.Request request) {
        switch (request.method()) {
            case "server/discover" -> finish(visit, request, discover(visit));
            case "subscriptions/listen" -> listen(visit, request);
            case "tasks/get", "tasks/update", "tasks/cancel" -> tasks.serve(visit, request);
            default -> use(visit, request);
        }
    }

    private void listen(Visit visit, Message.Request request) {
        listening.open(visit, request).ifPresent(error -> refuse(visit, request, error));
    }

    private void use(Visit visit, Message.Request request) {
        switch (lookup.seek(visit.viewer(), request)) {
            case Sought.Found(Usable usable) -> call(visit, request, usable);
            case Sought.Unknown unknown ->
                    calls.serveUnknown(visit, request, unknown, plain(visit, request));
            case Sought.Malformed(String publicText) ->
                    refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, publicText));
            case Sought.OtherMethod other -> list(visit, request);
        }
    }

    private void list(Visit visit, Message.Request request) {
        switch (catalog.page(request.method(), visit.viewer(), request.text("cursor"))) {
            case Catalog.Page.Found(ObjectNode members) ->
                    finish(visit, request, Results.cacheable(members));
            case Catalog.Page.BadCursor bad ->
                    refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, "Unknown cursor."));
            case Catalog.Page.NoSuchList none ->
                    refuse(
                            visit,
                            request,
                            RpcError.of(RpcCode.METHOD_NOT_FOUND, "Method not found."));
        }
    }

    private void call(Visit visit, Message.Request request, Usable usable) {
        var mismatch = ParameterHeaders.firstBroken(visit.headers(), request, usable);
        if (mismatch.isPresent()) {
            refuse(visit, request, mismatch.get());
        } else {
            resume(visit, request, usable);
        }
    }

    /// With what the client brings from an earlier round, if this is not the first.
    private void resume(Visit visit, Message.Request request, Usable usable) {
        JsonNode given = request.params().path("inputResponses");
        var state = request.text("requestState");
        var opened = state.flatMap(text -> seal.open(visit.viewer(), request, text));
        if (!Inputs.areAnswers(given)) {
            refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, "inputResponses is wrong."));
        } else if (request.params().has("requestState") && opened.isEmpty()) {
            refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, "requestState is wrong."));
        } else {
            var manner =
                    new CurrentManner(visit.viewer(), request, seal, Inputs.answers(given), opened);
            calls.serve(visit, request, usable, manner);
        }
    }

    private CurrentManner plain(Visit visit, Message.Request request) {
        return new CurrentManner(visit.viewer(), request, seal, Optional.empty(), Optional.empty());
    }

    private ObjectNode discover(Visit visit) {
        var members = Json.object();
        members.putArray("supportedVersions").add(Meta.VERSION);
        ObjectNode capabilities = catalog.capabilities(visit.viewer());
        members.set("capabilities", capabilities.set("extensions", Tasks.extension()));
        members.put("instructions", ServerInfo.INSTRUCTIONS);
        return Results.cacheable(members);
    }

    private static void finish(Visit visit, Message.Request request, ObjectNode members) {
        visit.reply().finish(200, Wire.result(request.id(), Results.complete(members)));
    }

    private void refuse(Visit visit, Message.Request request, RpcError error) {
        refused.refuse(visit, Optional.of(request.id()), error);
    }
}
