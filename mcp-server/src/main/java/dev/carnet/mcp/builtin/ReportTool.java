package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.authclient.Answer;
import dev.carnet.mcp.authclient.ApiRequest;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.function.BiFunction;

/// `checkpoint` and `checkout`: an agent that speaks nothing but MCP reports with the passport it
/// calls with. Only passports that have checkpoints see them.
///
/// @param ask auth-server, in the name of the call's caller
/// @param api where a report goes that cannot be made here
record ReportTool(
        ToolDefinition definition, String api, BiFunction<ToolCall, ApiRequest, Uni<Answer>> ask)
        implements Tool {

    private static final Set<String> SECRETS = Set.of("token", "assertion");

    @Override
    public Need need() {
        return Need.reading();
    }

    /// The next passport, and the word of a platform that the report comes with.
    @Override
    public Set<String> secrets() {
        return SECRETS;
    }

    @Override
    public boolean fleeting() {
        return true;
    }

    /// Whatever a passport is for, its agent reports with it.
    @Override
    public boolean aboutCaller() {
        return true;
    }

    @Override
    public boolean mayEndCaller() {
        return true;
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        String path = "/passports/" + name();
        if (call.presented().key() || call.caller().mandate().interval().isEmpty()) {
            return Uni.createFrom().item(ToolResult.failed("This credential has no checkpoints."));
        }
        if (call.presented().proven()) {
            return Uni.createFrom()
                    .item(
                            ToolResult.failed(
                                    "This passport is bound to a key, which only you can prove:"
                                            + " report at %s%s with a DPoP proof."
                                                    .formatted(api, path)));
        }
        ObjectNode report = call.arguments().deepCopy();
        report.put("token", call.presented().secret());
        return ask.apply(call, ApiRequest.post(path, report)).map(ReportTool::outcome);
    }

    private static Outcome outcome(Answer answer) {
        return switch (answer) {
            case Answer.Done(ObjectNode body) -> ToolResult.structured(body);
            case Answer.Refused refused ->
                    ToolResult.failed(refused.code() + ": " + refused.publicText());
            case Answer.Unavailable _ ->
                    ToolResult.failed(
                            "unavailable: auth-server did not answer, so it is not known whether"
                                    + " this was reported. Report again.");
        };
    }
}
