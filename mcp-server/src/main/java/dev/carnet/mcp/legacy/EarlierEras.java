package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.call.ServerInfo;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.listen.Listeners;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Catalog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// The door of this room: everything but `initialize` happens in a session that this server made
/// for this very principal.
@ApplicationScoped
public class EarlierEras {

    private final SessionSeal seal;
    private final Sessions sessions;
    private final Conversation conversation;
    private final Catalog catalog;
    private final Listeners listeners;
    private final Refused refused;
    private final Map<String, Reply> streams = new ConcurrentHashMap<>();

    EarlierEras(
            SessionSeal seal,
            Sessions sessions,
            Conversation conversation,
            Catalog catalog,
            Listeners listeners,
            Refused refused) {
        this.seal = seal;
        this.sessions = sessions;
        this.conversation = conversation;
        this.catalog = catalog;
        this.listeners = listeners;
        this.refused = refused;
    }

    /// Serves one message.
    public void serve(Visit visit, Message message) {
        if (message instanceof Message.Request request && request.method().equals("initialize")) {
            initialize(visit, request);
        } else {
            inSession(
                    visit, (session, state) -> conversation.serve(visit, session, state, message));
        }
    }

    /// Serves a batch, where the session's revision has batches: each message on its own, all of
    /// them on one stream.
    public void serveBatch(Visit visit, List<Message> messages) {
        inSession(
                visit,
                (session, state) -> {
                    if (session.version().equals(Versions.WITH_BATCHES)) {
                        serveBatch(visit, session, state, messages);
                    } else {
                        refuse(visit, RpcCode.INVALID_REQUEST, 400, "Batches are not accepted.");
                    }
                });
    }

    /// Opens the stream of a GET; a newer one of the same session takes its place.
    public void listen(Visit visit) {
        inSession(
                visit,
                (session, state) -> {
                    if (!visit.reply().streams()) {
                        visit.reply().finish(HttpAnswer.empty(406));
                    } else if (!open(visit, session)) {
                        refuse(visit, RpcCode.TOO_MANY, 429, "Too many streams at once.");
                    }
                });
    }

    /// Ends the session.
    public void end(Visit visit) {
        inSession(
                visit,
                (session, state) ->
                        reply(
                                visit,
                                sessions.end(session),
                                () -> {
                                    close(Optional.ofNullable(streams.remove(session.id())));
                                    visit.reply().finish(HttpAnswer.empty(204));
                                }));
    }

    private void initialize(Visit visit, Message.Request request) {
        String version = Versions.agreed(request.text("protocolVersion"));
        JsonNode declared = request.params().path("capabilities");
        String id = seal.fresh(visit.viewer(), version, declared);
        var result = Json.object().put("protocolVersion", version);
        result.set(
                "capabilities", catalog.capabilities(visit.viewer()).set("logging", Json.object()));
        result.set("serverInfo", ServerInfo.json());
        result.put("instructions", ServerInfo.INSTRUCTIONS);
        visit.reply()
                .finish(
                        HttpAnswer.json(200, Wire.result(request.id(), result))
                                .with("Mcp-Session-Id", id));
    }

    /// Opens the session and looks up its state; without a good one nothing happens.
    private void inSession(Visit visit, BiConsumer<Session, SessionState> serving) {
        List<String> ids = visit.headers().getAll("Mcp-Session-Id");
        Optional<Session> session =
                ids.size() == 1 ? seal.open(visit.viewer(), ids.getFirst()) : Optional.empty();
        if (ids.isEmpty()) {
            refuse(visit, RpcCode.INVALID_REQUEST, 400, "Mcp-Session-Id is required.");
        } else if (session.isEmpty()) {
            refuse(visit, RpcCode.INVALID_REQUEST, 404, "Session not found.");
        } else {
            lookUp(visit, session.get(), serving);
        }
    }

    private void lookUp(Visit visit, Session session, BiConsumer<Session, SessionState> serving) {
        Work.start(
                sessions.state(session),
                state -> {
                    if (state.ended()) {
                        refuse(visit, RpcCode.INVALID_REQUEST, 404, "Session not found.");
                    } else {
                        serving.accept(session, state);
                    }
                },
                lost -> refuse(visit, RpcCode.UNAVAILABLE, 503, "Try again."));
    }

    private void serveBatch(
            Visit visit, Session session, SessionState state, List<Message> messages) {
        var unfinished = new AtomicInteger(messages.size());
        boolean asks = messages.stream().anyMatch(Message.Request.class::isInstance);
        visit.reply().begin(asks);
        for (Message message : messages) {
            var part = visit.with(new PartReply(visit.reply(), unfinished));
            conversation.serve(part, session, state, message);
        }
    }

    private boolean open(Visit visit, Session session) {
        var voice = new EarlierVoice(visit.reply(), session, sessions);
        return listeners.open(visit, voice, () -> take(session, visit.reply()), () -> {});
    }

    /// The place of a session's stream is taken by a newer one.
    private void take(Session session, Reply newer) {
        close(Optional.ofNullable(streams.put(session.id(), newer)));
        newer.onEnd(() -> streams.remove(session.id(), newer));
    }

    private static void close(Optional<Reply> stream) {
        stream.ifPresent(open -> open.finish(HttpAnswer.empty(202)));
    }

    private void reply(Visit visit, Uni<Void> work, Runnable then) {
        Work.start(
                work,
                done -> then.run(),
                lost -> refuse(visit, RpcCode.UNAVAILABLE, 503, "Try again."));
    }

    private void refuse(Visit visit, RpcCode code, int status, String publicText) {
        refused.refuse(visit, Optional.empty(), RpcError.of(code, publicText).at(status));
    }
}
