package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.Manner;
import dev.carnet.mcp.call.Receipts;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Questions;
import dev.carnet.mcp.tool.Stop;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.audit.Receipt;
import java.util.Optional;

/// How the current revision speaks about one call: questions are a result, and closing the stream
/// is the cancellation.
final class CurrentManner implements Manner {

    private final Viewer viewer;
    private final Message.Request request;
    private final StateSeal seal;
    private final Optional<ObjectNode> answers;
    private final Optional<ObjectNode> state;

    CurrentManner(
            Viewer viewer,
            Message.Request request,
            StateSeal seal,
            Optional<ObjectNode> answers,
            Optional<ObjectNode> state) {
        this.viewer = viewer;
        this.request = request;
        this.seal = seal;
        this.answers = answers;
        this.state = state;
    }

    @Override
    public ObjectNode capabilities() {
        return Meta.capabilities(request);
    }

    @Override
    public Optional<ObjectNode> answers() {
        return answers;
    }

    @Override
    public Optional<ObjectNode> state() {
        return state;
    }

    @Override
    public boolean wants(LogLevel level) {
        return Meta.logLevel(request).filter(least -> level.compareTo(least) >= 0).isPresent();
    }

    @Override
    public Optional<Questions> questions() {
        return Optional.empty();
    }

    @Override
    public ObjectNode result(ObjectNode members, Receipt receipt) {
        return Receipts.into(Results.complete(cacheable(members)), receipt);
    }

    @Override
    public ObjectNode questions(Usable usable, InputRequired asked, Receipt receipt) {
        var result = Json.object();
        result.putObject("inputRequests").setAll(asked.questions());
        asked.state()
                .ifPresent(left -> result.put("requestState", seal.seal(viewer, request, left)));
        return Receipts.into(Results.of("input_required", result), receipt);
    }

    @Override
    public ObjectNode started(ObjectNode task, Receipt receipt) {
        return Receipts.into(Results.of("task", task), receipt);
    }

    @Override
    public RpcError missingCapability(ObjectNode required) {
        var details = Json.object();
        details.set("requiredCapabilities", required);
        return RpcError.of(RpcCode.MISSING_CAPABILITY, "The client lacks a required capability.")
                .with(details);
    }

    @Override
    public RpcError unknown(String type, String name) {
        var error = RpcError.of(RpcCode.INVALID_PARAMS, "Unknown " + type + ".").at(200);
        return type.equals("resource") ? error.with(Json.object().put("uri", name)) : error;
    }

    @Override
    public void begun(Reply reply, Stop stop) {
        reply.onLeave(stop::cancel);
    }

    @Override
    public void over() {}

    private ObjectNode cacheable(ObjectNode members) {
        return request.method().equals("resources/read") ? Results.cacheable(members) : members;
    }
}
