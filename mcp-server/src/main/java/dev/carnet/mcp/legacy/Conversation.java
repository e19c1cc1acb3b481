package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.Calls;
import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.legacy.Note.Kind;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Catalog;
import dev.carnet.mcp.tool.LogLevel;
import dev.carnet.mcp.tool.Lookup;
import dev.carnet.mcp.tool.Lookup.Sought;
import dev.carnet.mcp.tool.Tools;
import dev.carnet.mcp.tool.Usable;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// The messages of a session.
@ApplicationScoped
public class Conversation {

    private final Lookup lookup;
    private final Catalog catalog;
    private final Tools tools;
    private final Calls calls;
    private final Sessions sessions;
    private final SessionSeal seal;
    private final Asking asking;
    private final Handover handover;
    private final Refused refused;

    Conversation(
            Lookup lookup,
            Catalog catalog,
            Tools tools,
            Calls calls,
            Sessions sessions,
            SessionSeal seal,
            Asking asking,
            Handover handover,
            Refused refused) {
        this.lookup = lookup;
        this.catalog = catalog;
        this.tools = tools;
        this.calls = calls;
        this.sessions = sessions;
        this.seal = seal;
        this.asking = asking;
        this.handover = handover;
        this.refused = refused;
    }

    /// Serves one message.
    void serve(Visit visit, Session session, SessionState state, Message message) {
        switch (message) {
            case Message.Request request -> serve(visit, session, state, request);
            case Message.Notification notification -> notified(visit, session, notification);
            case Message.Answer answer -> answered(visit, session, answer);
        }
    }

    private void serve(Visit visit, Session session, SessionState state, Message.Request request) {
        switch (request.method()) {
            case "ping" -> finish(visit, request, Json.object());
            case "logging/setLevel" -> setLevel(visit, session, request);
            case "resources/subscribe" -> subscribe(visit, session, state, request);
            case "resources/unsubscribe" -> watch(visit, session, request, sessions::unwatch);
            default -> use(visit, session, state, request);
        }
    }

    private void use(Visit visit, Session session, SessionState state, Message.Request request) {
        var manner = new EarlierManner(session, state, visit, request, asking, handover);
        switch (lookup.seek(visit.viewer(), request)) {
            case Sought.Found(Usable usable) -> calls.serve(visit, request, usable, manner);
            case Sought.Unknown unknown -> calls.serveUnknown(visit, request, unknown, manner);
            case Sought.Malformed(String publicText) -> invalid(visit, request, publicText);
            case Sought.OtherMethod other -> list(visit, request);
        }
    }

    private void list(Visit visit, Message.Request request) {
        switch (catalog.page(request.method(), visit.viewer(), request.text("cursor"))) {
            case Catalog.Page.Found(ObjectNode members) -> finish(visit, request, members);
            case Catalog.Page.BadCursor bad -> invalid(visit, request, "Unknown cursor.");
            case Catalog.Page.NoSuchList none -> noSuchMethod(visit, request);
        }
    }

    private void setLevel(Visit visit, Session session, Message.Request request) {
        request.text("level")
                .flatMap(LogLevel::of)
                .ifPresentOrElse(
                        level -> finish(visit, request, sessions.level(session, level.wire())),
                        () -> invalid(visit, request, "level is not a level."));
    }

    private void subscribe(
            Visit visit, Session session, SessionState state, Message.Request request) {
        request.text("uri")
                .filter(uri -> tools.mayRead(visit.viewer(), uri))
                .flatMap(uri -> tools.crowded(visit.viewer(), state.watched(), Set.of(uri)))
                .ifPresentOrElse(
                        crowded ->
                                refuse(
                                        visit,
                                        request,
                                        RpcError.of(RpcCode.TOO_MANY, crowded).at(200)),
                        () -> watch(visit, session, request, sessions::watch));
    }

    private void watch(
            Visit visit,
            Session session,
            Message.Request request,
            BiFunction<Session, String, Uni<Void>> change) {
        if (!catalog.hasResources(visit.viewer())) {
            noSuchMethod(visit, request);
        } else {
            request.text("uri")
                    .filter(uri -> tools.mayRead(visit.viewer(), uri))
                    .ifPresentOrElse(
                            uri -> finish(visit, request, change.apply(session, uri)),
                            () -> invalid(visit, request, "Unknown resource."));
        }
    }

    private void notified(Visit visit, Session session, Message.Notification notification) {
        JsonNode id = notification.params().path("requestId");
        boolean cancels = notification.method().equals("notifications/cancelled");
        if (cancels && (id.isTextual() || id.isIntegralNumber())) {
            accept(visit, handover.bring(Note.of(session, Kind.CANCEL, id.toString(), "")));
        } else {
            visit.reply().finish(HttpAnswer.empty(202));
        }
    }

    /// Only answers to questions this server asked in this session go any further.
    private void answered(Visit visit, Session session, Message.Answer answer) {
        String id = answer.id().asText();
        if (seal.isQuestion(session, id)) {
            String body = answer.outcome().toString();
            accept(visit, handover.bring(Note.of(session, Kind.ANSWER, id, body)));
        } else {
            visit.reply().finish(HttpAnswer.empty(202));
        }
    }

    private void accept(Visit visit, Uni<Void> work) {
        Work.start(
                work,
                done -> visit.reply().finish(HttpAnswer.empty(202)),
                lost -> visit.reply().finish(HttpAnswer.empty(503)));
    }

    private void finish(Visit visit, Message.Request request, Uni<Void> work) {
        Work.start(
                work,
                done -> finish(visit, request, Json.object()),
                lost -> refuse(visit, request, RpcError.of(RpcCode.UNAVAILABLE, "Try again.")));
    }

    private static void finish(Visit visit, Message.Request request, ObjectNode members) {
        visit.reply().finish(200, Wire.result(request.id(), members));
    }

    private void invalid(Visit visit, Message.Request request, String publicText) {
        refuse(visit, request, RpcError.of(RpcCode.INVALID_PARAMS, publicText).at(200));
    }

    private void noSuchMethod(Visit visit, Message.Request request) {
        refuse(visit, request, RpcError.of(RpcCode.METHOD_NOT_FOUND, "Method not found.").at(200));
    }

    private void refuse(Visit visit, Message.Request request, RpcError error) {
        refused.refuse(visit, Optional.of(request.id()), error);
    }
}
