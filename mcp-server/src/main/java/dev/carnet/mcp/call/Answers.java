package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.caller.Doorman;
import dev.carnet.mcp.caller.Refusals;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Lookup.Sought;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Outcome.MissingClient;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.shared.token.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/// Says how a journey ended. Whatever can still be an HTTP status is one.
@ApplicationScoped
public class Answers {

    private static final String REVOKED = "The credential is no longer valid.";

    private final Doorman doorman;

    Answers(Doorman doorman) {
        this.doorman = doorman;
    }

    /// Answers a call that was found.
    void give(Visit visit, Message.Request request, Usable usable, Manner manner, Finish finish) {
        switch (finish) {
            case Finish.Done done -> done(visit, request, usable, manner, done);
            case Finish.Unknown unknown ->
                    error(visit, request, manner.unknown(usable.type(), usable.name()));
            case Finish.NeedsScopes(Set<Scope> scopes) -> needsScopes(visit, request, scopes);
            case Finish.TooMany tooMany ->
                    error(visit, request, of(RpcCode.TOO_MANY, "Too many calls at once."));
            case Finish.UsedUp usedUp -> usedUp(visit, request, usedUp);
            case Finish.Revoked revoked -> revoked(visit, request);
            case Finish.Cancelled cancelled -> visit.reply().finish(HttpAnswer.empty(202));
            case Finish.TimedOut timedOut ->
                    error(visit, request, of(RpcCode.TIMED_OUT, "The call took too long."));
            case Finish.Broken broken -> broken(visit, request);
            case Finish.Unavailable unavailable -> unavailable(visit, request);
        }
    }

    /// Answers a call of something that is not there.
    void giveUnknown(
            Visit visit,
            Message.Request request,
            Sought.Unknown unknown,
            Manner manner,
            Finish finish) {
        if (finish instanceof Finish.Unknown) {
            error(visit, request, manner.unknown(unknown.type(), unknown.name()));
        } else {
            unavailable(visit, request);
        }
    }

    /// Answers with an error.
    public void error(Visit visit, Message.Request request, RpcError error) {
        visit.reply().finish(error.status(), Wire.error(Optional.of(request.id()), error));
    }

    /// Answers that nobody can decide or record right now.
    public void unavailable(Visit visit, Message.Request request) {
        var message = message(request, of(RpcCode.UNAVAILABLE, "Try again in a moment."));
        var whole =
                HttpAnswer.json(RpcCode.UNAVAILABLE.status(), message)
                        .with("Retry-After", Integer.toString(Limits.RETRY_AFTER_SECONDS));
        visit.reply().finish(whole, message);
    }

    private static void usedUp(Visit visit, Message.Request request, Finish.UsedUp usedUp) {
        String seconds = Long.toString(Math.max(1, usedUp.retryAfter().toSeconds()));
        String text =
                "The limit %s is used up. Try again in %s seconds."
                        .formatted(usedUp.limit(), seconds);
        var details =
                Json.object()
                        .put("limit", usedUp.limit())
                        .put("retryAfterSeconds", Long.parseLong(seconds));
        var message = message(request, of(RpcCode.TOO_MANY, text).with(details));
        visit.reply()
                .finish(
                        HttpAnswer.json(RpcCode.TOO_MANY.status(), message)
                                .with("Retry-After", seconds),
                        message);
    }

    private void done(
            Visit visit, Message.Request request, Usable usable, Manner manner, Finish.Done done) {
        switch (done.outcome()) {
            case ToolResult result ->
                    result(visit, request, manner.result(result.members(), done.receipt()));
            case InputRequired asked ->
                    result(visit, request, manner.questions(usable, asked, done.receipt()));
            case Outcome.Started started ->
                    result(visit, request, manner.started(started.task(), done.receipt()));
            case Outcome.Failed failed -> error(visit, request, failed(failed));
            case MissingClient missing ->
                    error(visit, request, manner.missingCapability(missing.requiredCapabilities()));
        }
    }

    /// Challenges name the place that was called.
    private Refusals refusals(Visit visit) {
        return doorman.at(visit.viewer().place()).refusals();
    }

    private static RpcError failed(Outcome.Failed failed) {
        RpcError error = of(failed.code(), failed.publicText()).at(200);
        return failed.data().map(error::with).orElse(error);
    }

    private static void result(Visit visit, Message.Request request, ObjectNode result) {
        visit.reply().finish(200, Wire.result(request.id(), result));
    }

    private void needsScopes(Visit visit, Message.Request request, Set<Scope> scopes) {
        visit.reply()
                .finish(
                        refusals(visit).insufficientScope(scopes, visit.requestId()),
                        message(request, of(RpcCode.INVALID_REQUEST, "More scopes are needed.")));
    }

    private void revoked(Visit visit, Message.Request request) {
        visit.reply()
                .finish(
                        refusals(visit).invalidToken(REVOKED, visit.requestId()),
                        message(request, of(RpcCode.REVOKED, REVOKED)));
    }

    private void broken(Visit visit, Message.Request request) {
        var details = Json.object().put("requestId", visit.requestId());
        error(visit, request, of(RpcCode.INTERNAL, "Internal error.").with(details));
    }

    private static ObjectNode message(Message.Request request, RpcError error) {
        return Wire.error(Optional.of(request.id()), error);
    }

    private static RpcError of(RpcCode code, String publicText) {
        return RpcError.of(code, publicText);
    }
}
