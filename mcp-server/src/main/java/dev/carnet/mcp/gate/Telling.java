package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.tool.Demand.Kind;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.startup.ServiceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// What the client of a call at a gate is told. Where to decide is a URL without any credential:
/// who opens it has to sign in as somebody who may.
@ApplicationScoped
public class Telling {

    /// The key of the machine-readable part in `_meta`.
    static final String META = "dev.carnet/gate";

    private final String pages;
    private final Gates gates;

    Telling(ServiceConfig config, Gates gates) {
        this.pages = config.issuer() + "/approvals/";
        this.gates = gates;
    }

    /// Where a gate is decided.
    String url(Gate gate) {
        return pages + gate.id();
    }

    /// In one line: it waits, and where it is decided.
    String where(Gate gate) {
        return "Waits for a person's decision at " + url(gate);
    }

    /// A question that sends the person to the page.
    ///
    /// @param named whether the revision wants the elicitation to have an id of its own
    Map<String, ObjectNode> question(Gate gate, boolean named) {
        var question = Json.object().put("method", "elicitation/create");
        var params = question.putObject("params");
        params.put("mode", "url").put("url", url(gate)).put("message", invitation(gate));
        if (named) {
            params.put("elicitationId", gate.id());
        }
        return Map.of("gate", question);
    }

    private static String invitation(Gate gate) {
        return gate.ask().demand().kind() == Kind.CONFIRM
                ? "%s needs your confirmation. Open the page, sign in and decide."
                        .formatted(gate.ask().name())
                : "%s needs somebody else's approval. The page shows how it stands."
                        .formatted(gate.ask().name());
    }

    /// It waits.
    ToolResult pending(Gate gate) {
        String again =
                gate.ask().toolset().isEmpty() && isTool(gate)
                        ? " or the tool %s with {\"gate\":\"%s\"}"
                                .formatted(GateResult.NAME, gate.id())
                        : "";
        return result(
                gate,
                """
                This call waits for %s. Nothing has been done yet.
                Decided at: %s
                If nobody decides by %s, it is rejected.
                To go on, call %s again with the same arguments%s.\
                """
                        .formatted(
                                gate.ask().demand().kind() == Kind.CONFIRM
                                        ? "a confirmation by the person it runs for"
                                        : "approval by somebody else",
                                url(gate),
                                gate.expiresAt().truncatedTo(ChronoUnit.SECONDS),
                                gate.ask().name(),
                                again),
                false);
    }

    /// What a tool says as its result, a prompt or a resource can only say as an error. What it
    /// came to is a result in either case.
    Outcome fitting(Usable usable, Outcome outcome) {
        return !(usable instanceof Tool) && outcome instanceof ToolResult told && isOurs(told)
                ? new Outcome.Failed(
                        "gate",
                        RpcCode.HELD,
                        told.members().path("content").path(0).path("text").asText(),
                        Optional.of(told.members().path("_meta").path(META))
                                .filter(JsonNode::isObject))
                : outcome;
    }

    private static boolean isOurs(ToolResult told) {
        return told.failed() || told.members().path("_meta").has(META);
    }

    /// Whether it is a tool that waits there, which can be run for who only names its gate.
    static boolean isTool(Gate gate) {
        return gate.ask().thing().equals("tool");
    }

    /// It was approved, and has to be asked for once more to be had.
    ToolResult askAgain(Gate gate) {
        return result(gate, "This was approved. Ask for it again to get it.", false);
    }

    /// How it stands, for a gate that neither waits nor may run.
    ToolResult standing(Gate gate) {
        return switch (gate.state()) {
            case WAITING, APPROVED -> pending(gate);
            case REJECTED -> result(gate, "A person rejected this call." + remark(gate), true);
            case EXPIRED ->
                    result(gate, "This call was not decided in time, so it is rejected.", true);
            case WITHDRAWN -> result(gate, withdrawn(gate), true);
            case RUNNING -> result(gate, "This call was approved and runs. Ask again.", false);
            case DONE, FAILED -> ended(gate);
            case UNKNOWN ->
                    result(
                            gate,
                            "This call was approved and began to run, and it is not known what came"
                                    + " of it. It is not run again: look before you ask anew.",
                            true);
        };
    }

    private static String withdrawn(Gate gate) {
        return gate.why().equals("changed")
                ? "The tool or the rules changed while this call waited. Call it again."
                : "This call was taken back before anybody decided.";
    }

    private ToolResult ended(Gate gate) {
        return gate.sealed()
                .result()
                .map(sealed -> ToolResult.of(Json.parse(gates.text(gate, Part.RESULT, sealed))))
                .orElseGet(() ->
                        result(
                                gate,
                                gate.why().isEmpty()
                                        ? "This call has run. Its result is not kept."
                                        : "This call was approved but could not run: " + gate.why(),
                                !gate.why().isEmpty()));
    }

    private String remark(Gate gate) {
        return gate.sealed()
                .remark()
                .map(sealed -> " They wrote: " + gates.text(gate, Part.REMARK, sealed))
                .orElse("");
    }

    /// A text with the gate in `_meta`.
    ToolResult result(Gate gate, String text, boolean failed) {
        ToolResult told = failed ? ToolResult.failed(text) : ToolResult.text(text);
        var members = told.members();
        members.putObject("_meta")
                .putObject(META)
                .put("gate", gate.id())
                .put("state", gate.state().wire())
                .put("url", url(gate))
                .put("expires_at", gate.expiresAt().toString());
        return new ToolResult(members, failed);
    }
}
