package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Optional;

/// What a session makes of the messages of its upstream. Wrong ids, second answers and messages
/// nobody expects change nothing.
///
/// @param on the request on whose own stream they come
record SessionHearing(Session session, Optional<Exchange> on) implements Hearing {

    private static final int METHOD_NOT_FOUND = -32601;

    @Override
    public void hear(Incoming incoming) {
        switch (incoming) {
            case Incoming.Result result -> answer(result.id(), incoming);
            case Incoming.Refusal refusal -> answer(refusal.id(), incoming);
            case Incoming.Request request -> asked(request);
            case Incoming.Notification told -> told(told);
            case Incoming.Unreadable _ -> {}
        }
    }

    @Override
    public void ended(Optional<Fault> why) {
        on.ifPresent(exchange -> {
            exchange.allHeard();
            if (session.running().has(exchange)) {
                session.end(
                        exchange,
                        why.orElseGet(() ->
                                Fault.of(
                                        FaultClass.PROTOCOL,
                                        "The server did not answer what was asked.")));
            }
        });
    }

    /// An answer counts once, for the request of its id, and on that request's own stream only.
    private void answer(JsonNode id, Incoming incoming) {
        session.running().ended(id);
        Optional<Exchange> meant = id.isNull() ? on : session.running().of(id);
        meant.filter(session.running()::has)
                .filter(exchange -> on.isEmpty() || on.get() == exchange)
                .filter(_ -> !id.isNull() || incoming instanceof Incoming.Refusal)
                .ifPresent(exchange -> session.settle(exchange, incoming));
    }

    /// In the current era an upstream has no business asking: nobody answers.
    private void asked(Incoming.Request request) {
        if (session.greeting().isCurrent()) {
            return;
        }
        if (request.method().equals("ping")) {
            session.reply(request.id(), "result", Json.object());
        } else if (!isPassedOn(request)) {
            session.reply(
                    request.id(),
                    "error",
                    Json.object().put("code", METHOD_NOT_FOUND).put("message", "Not declared."));
        }
    }

    private boolean isPassedOn(Incoming.Request request) {
        if (!session.key().declares(request.method(), request.params())) {
            return false;
        }
        session.running().asks();
        return whose().filter(exchange -> exchange.ask(request)).isPresent();
    }

    private Optional<Exchange> whose() {
        return on.isPresent() ? on.filter(session.running()::has) : session.running().only();
    }

    private void told(Incoming.Notification told) {
        switch (told.method()) {
            case "notifications/progress" -> progress(told.params());
            case "notifications/message" ->
                    whose().ifPresent(one -> one.conversation().log(told.params()));
            default -> session.notices().hear(told);
        }
    }

    private void progress(ObjectNode params) {
        session.running()
                .of(params.path("progressToken"))
                .map(Exchange::conversation)
                .filter(Conversation::wantsProgress)
                .ifPresent(conversation -> {
                    ObjectNode own = params.deepCopy();
                    own.remove("progressToken");
                    conversation.progress(own);
                });
    }
}
