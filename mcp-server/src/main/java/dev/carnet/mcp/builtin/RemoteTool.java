package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.authclient.Answer;
import dev.carnet.mcp.authclient.ApiRequest;
import dev.carnet.mcp.authclient.AuthServer;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.function.Function;

/// A tool whose work auth-server does, and decides once more.
///
/// @param scope the one scope the exchanged token gets
/// @param request what is asked, made of checked arguments
/// @param secrets members that must not stay in the log
record RemoteTool(
        ToolDefinition definition,
        Need need,
        Scope scope,
        Function<ObjectNode, ApiRequest> request,
        Set<String> secrets,
        AuthServer server)
        implements Tool {

    @Override
    public Uni<Outcome> run(ToolCall call) {
        ApiRequest asked = request.apply(call.arguments());
        return server.ask(call, scope, asked).map(answer -> outcome(answer, asked));
    }

    private static Outcome outcome(Answer answer, ApiRequest asked) {
        return switch (answer) {
            case Answer.Done done -> ToolResult.structured(done.body());
            case Answer.Refused refused ->
                    ToolResult.failed(refused.code() + ": " + refused.publicText());
            case Answer.Unavailable unavailable -> ToolResult.failed(silence(asked));
        };
    }

    private static String silence(ApiRequest asked) {
        return asked.changes()
                ? "unavailable: auth-server did not answer, so it is not known whether this was"
                        + " done. Look before you try again."
                : "unavailable: auth-server did not answer. Try again in a moment.";
    }
}
