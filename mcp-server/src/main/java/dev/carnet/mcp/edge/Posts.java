package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.call.Refused;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.caller.Refusals;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.legacy.EarlierEras;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.MessageReader;
import dev.carnet.mcp.message.Reading;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.Work;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// A message of a caller who was let in: its form, its body, and the era it belongs to.
@ApplicationScoped
public class Posts {

    private static final Logger LOG = Logger.getLogger(Posts.class);
    private static final Pattern JSON =
            Pattern.compile("application/json *(?:; *charset *= *\"?utf-8\"?)? *");

    private final CurrentEra current;
    private final EarlierEras earlier;
    private final Refused refused;
    private final Refusals refusals;
    private final Vertx vertx;

    Posts(CurrentEra current, EarlierEras earlier, Refused refused, Doorman doorman, Vertx vertx) {
        this.current = current;
        this.earlier = earlier;
        this.refused = refused;
        this.refusals = doorman.refusals();
        this.vertx = vertx;
    }

    /// Takes the body in and serves what it says.
    void serve(HttpServerRequest request, Visit visit) {
        if (!isJson(visit.headers())) {
            refuse(visit, 415, "unsupported_media_type", "The body must be application/json.");
        } else if (!Accepts.of(visit.headers().getAll("Accept")).json()) {
            refuse(visit, 406, "not_acceptable", "Accept application/json and text/event-stream.");
        } else {
            if ("100-continue".equalsIgnoreCase(visit.headers().get("Expect"))) {
                request.response().writeContinue();
            }
            Body.take(
                    request,
                    vertx,
                    taken -> Work.guard(() -> read(visit, taken), bug -> broken(visit, bug)));
        }
    }

    private void read(Visit visit, Body.Taken taken) {
        switch (taken) {
            case Body.Taken.Whole(Buffer bytes) ->
                    serve(visit, MessageReader.read(bytes.getBytes()));
            case Body.Taken.TooLarge large ->
                    refuse(visit, 413, "too_large", "The body is too large.");
            case Body.Taken.TooSlow slow ->
                    refuse(visit, 408, "too_slow", "The body took too long.");
        }
    }

    private void serve(Visit visit, Reading reading) {
        switch (reading) {
            case Reading.One(Message message) -> serve(visit, message);
            case Reading.Batch(List<Message> messages) -> earlier.serveBatch(visit, messages);
            case Reading.Unreadable(Optional<JsonNode> id, RpcError error) ->
                    refused.refuse(visit, id, error);
        }
    }

    private void serve(Visit visit, Message message) {
        switch (Era.of(visit.headers(), message)) {
            case CURRENT -> current.serve(visit, message);
            case EARLIER -> earlier.serve(visit, message);
        }
    }

    /// Every request is answered, also by a bug.
    private void broken(Visit visit, Throwable bug) {
        LOG.errorf(bug, "A message broke the edge, request %s", visit.requestId());
        String text = "Something broke.";
        visit.reply().finish(refusals.of(500, "internal", "Broken", text, visit.requestId()));
    }

    private void refuse(Visit visit, int status, String code, String publicText) {
        HttpAnswer answer = refusals.of(status, code, "Refused", publicText, visit.requestId());
        refused.refuse(visit, code, answer.with("Connection", "close"));
    }

    /// JSON is UTF-8 (RFC 8259 §8.1) and not compressed.
    private static boolean isJson(MultiMap headers) {
        List<String> types = headers.getAll("Content-Type");
        return types.size() == 1
                && JSON.matcher(types.getFirst().strip().toLowerCase(Locale.ROOT)).matches()
                && !headers.contains("Content-Encoding");
    }
}
