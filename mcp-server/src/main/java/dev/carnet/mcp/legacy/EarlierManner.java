package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.Manner;
import dev.carnet.mcp.call.Receipts;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.legacy.Note.Kind;
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
import dev.carnet.shared.audit.Receipt;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How an earlier revision speaks about one call: the client is asked while the call runs, and only
/// `notifications/cancelled` cancels.
final class EarlierManner implements Manner {

    private final Session session;
    private final SessionState state;
    private final Visit visit;
    private final Message.Request request;
    private final Asking asking;
    private final Handover handover;
    private Runnable over = () -> {};

    EarlierManner(
            Session session,
            SessionState state,
            Visit visit,
            Message.Request request,
            Asking asking,
            Handover handover) {
        this.session = session;
        this.state = state;
        this.visit = visit;
        this.request = request;
        this.asking = asking;
        this.handover = handover;
    }

    /// A client that takes no streams cannot be asked anything.
    @Override
    public ObjectNode capabilities() {
        return visit.reply().streams() ? session.capabilities() : Json.object();
    }

    @Override
    public Optional<ObjectNode> answers() {
        return Optional.empty();
    }

    @Override
    public Optional<ObjectNode> state() {
        return Optional.empty();
    }

    @Override
    public boolean wants(LogLevel level) {
        return level.compareTo(state.level()) >= 0;
    }

    @Override
    public Optional<Questions> questions() {
        return Optional.of(asked -> asking.ask(session, visit.reply(), asked));
    }

    @Override
    public ObjectNode result(ObjectNode members, Receipt receipt) {
        return Receipts.into(members.deepCopy(), receipt);
    }

    @Override
    public ObjectNode questions(Usable usable, InputRequired asked, Receipt receipt) {
        throw new IllegalStateException("an earlier client is asked, never told to ask itself");
    }

    @Override
    public ObjectNode started(ObjectNode task, Receipt receipt) {
        throw new IllegalStateException("an earlier client is never given a task");
    }

    @Override
    public RpcError missingCapability(ObjectNode required) {
        return RpcError.of(
                        RpcCode.INVALID_PARAMS,
                        "This needs a client that supports "
                                + String.join(", ", capabilities(required))
                                + ".")
                .at(200);
    }

    private static List<String> capabilities(ObjectNode required) {
        return required.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Override
    public RpcError unknown(String type, String name) {
        return type.equals("resource")
                ? RpcError.of(RpcCode.RESOURCE_NOT_FOUND, "Resource not found.")
                        .with(Json.object().put("uri", name))
                : RpcError.of(RpcCode.INVALID_PARAMS, "Unknown " + type + ".").at(200);
    }

    @Override
    public void begun(Reply reply, Stop stop) {
        Note cancelled = Note.of(session, Kind.CANCEL, request.id().toString(), "");
        over = handover.await(cancelled, why -> stop.cancel());
    }

    @Override
    public void over() {
        over.run();
    }
}
