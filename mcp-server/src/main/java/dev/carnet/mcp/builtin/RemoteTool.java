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

/// A tool whose work auth-server does, and decides once more.
///
/// @param fleeting whether it hands out a key or a passport, of which nothing is kept here
record RemoteTool(
        ToolDefinition definition, Need need, Wording wording, AuthServer server, boolean fleeting)
        implements Tool {

    /// What is a secret in arguments and answers of these tools: a new key, a passport.
    private static final Set<String> SECRETS = Set.of("key", "token");

    @Override
    public Set<String> secrets() {
        return SECRETS;
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        ApiRequest asked = wording.request(call.arguments());
        return server.ask(call, scopes(call), asked).map(answer -> outcome(answer, call));
    }

    /// A tool that reads gets a token that only reads. What a tool may give away (a key, a
    /// passport) is bounded by all of the caller's scopes, so they all go along.
    private Set<Scope> scopes(ToolCall call) {
        return definition.annotations().readOnly() ? Set.of(Scope.READ) : call.caller().scopes();
    }

    private Outcome outcome(Answer answer, ToolCall call) {
        return switch (answer) {
            case Answer.Done(ObjectNode body) ->
                    ToolResult.structured(wording.answer(body, call.caller()));
            case Answer.Refused refused ->
                    ToolResult.failed(refused.code() + ": " + refused.publicText());
            case Answer.Unavailable unavailable -> ToolResult.failed(silence());
        };
    }

    private String silence() {
        return definition.annotations().readOnly()
                ? "unavailable: auth-server did not answer. Try again in a moment."
                : "unavailable: auth-server did not answer, so it is not known whether this was"
                        + " done. Look before you try again.";
    }
}
