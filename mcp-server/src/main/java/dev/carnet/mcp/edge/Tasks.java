package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.gate.GateTasks;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.Work;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/// The methods of the tasks extension (`io.modelcontextprotocol/tasks`, SEP-2663). Calls at a gate
/// are the only tasks there are.
@ApplicationScoped
public class Tasks {

    private static final Logger LOG = Logger.getLogger(Tasks.class);

    private final GateTasks tasks;
    private final Refused refused;

    Tasks(GateTasks tasks, Refused refused) {
        this.tasks = tasks;
        this.refused = refused;
    }

    /// What the server says of itself: it has the extension.
    static ObjectNode extension() {
        var extensions = Json.object();
        extensions.putObject(GateTasks.EXTENSION);
        return extensions;
    }

    /// Serves one of them, for a client that declared the extension on this very request.
    void serve(Visit visit, Message.Request request) {
        Optional<String> id = request.text("taskId");
        if (!GateTasks.declared(Meta.capabilities(request))) {
            var required = Json.object();
            required.putObject("requiredCapabilities").set("extensions", extension());
            refuse(
                    visit,
                    request,
                    RpcError.of(
                                    RpcCode.MISSING_CAPABILITY,
                                    "The client lacks a required capability.")
                            .with(required));
        } else if (id.isEmpty()) {
            refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, "taskId must be text."));
        } else {
            serve(visit, request, id.get());
        }
    }

    private void serve(Visit visit, Message.Request request, String id) {
        switch (request.method()) {
            case "tasks/get" -> get(visit, request, id);
            case "tasks/cancel" ->
                    Work.start(
                            tasks.cancel(visit, id),
                            done -> finish(visit, request, Json.object()),
                            lost -> unavailable(visit, request, lost));
            default -> update(visit, request, id);
        }
    }

    private void update(Visit visit, Message.Request request, String id) {
        JsonNode given = request.params().path("inputResponses");
        if (!Inputs.areAnswers(given)) {
            refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, "inputResponses is wrong."));
            return;
        }
        ObjectNode answers = Inputs.answers(given).orElseGet(Json::object);
        Work.start(
                tasks.update(visit, Meta.capabilities(request), id, answers),
                found -> {
                    if (found) {
                        finish(visit, request, Json.object());
                    } else {
                        refuse(visit, request, notFound());
                    }
                },
                lost -> unavailable(visit, request, lost));
    }

    private static RpcError notFound() {
        return RpcError.of(RpcCode.INVALID_PARAMS, "Task not found.").at(200);
    }

    private void get(Visit visit, Message.Request request, String id) {
        Work.start(
                tasks.get(visit, Meta.capabilities(request), id),
                found ->
                        found.ifPresentOrElse(
                                task -> finish(visit, request, task),
                                () -> refuse(visit, request, notFound())),
                lost -> unavailable(visit, request, lost));
    }

    private static void finish(Visit visit, Message.Request request, ObjectNode members) {
        visit.reply().finish(200, Wire.result(request.id(), Results.complete(members)));
    }

    private void unavailable(Visit visit, Message.Request request, Throwable lost) {
        LOG.warnf("A task could not be looked at, request %s: %s", visit.requestId(), lost);
        refuse(visit, request, RpcError.of(RpcCode.UNAVAILABLE, "Try again in a moment."));
    }

    private void refuse(Visit visit, Message.Request request, RpcError error) {
        refused.refuse(visit, Optional.of(request.id()), error);
    }
}
