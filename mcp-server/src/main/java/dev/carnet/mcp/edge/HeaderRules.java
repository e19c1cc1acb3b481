package dev.carnet.mcp.edge;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/// The rules every request of the current revision must keep, in order; the first one broken
/// answers. Headers must say what the body says, or two parts of a network could believe different
/// things about one request.
final class HeaderRules {

    /// One rule: the refusal, if it is broken.
    @FunctionalInterface
    interface Rule {
        Optional<RpcError> broken(MultiMap headers, Message.Request request);
    }

    private static final List<Rule> RULES =
            List.of(
                    (headers, request) -> Meta.problem(request),
                    HeaderRules::versionMatches,
                    HeaderRules::versionIsKnown,
                    HeaderRules::methodMatches,
                    HeaderRules::nameMatches);

    private HeaderRules() {}

    /// The refusal of the first broken rule.
    static Optional<RpcError> firstBroken(MultiMap headers, Message.Request request) {
        return RULES.stream()
                .map(rule -> rule.broken(headers, request))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<RpcError> versionMatches(MultiMap headers, Message.Request request) {
        return HeaderValue.plain(headers, "MCP-Protocol-Version")
                        .equals(Meta.version(request.params()))
                ? Optional.empty()
                : mismatch("MCP-Protocol-Version");
    }

    private static Optional<RpcError> versionIsKnown(MultiMap headers, Message.Request request) {
        String requested = Meta.version(request.params()).orElse("");
        if (requested.equals(Meta.VERSION)) {
            return Optional.empty();
        }
        var details = Json.object().put("requested", requested);
        details.putArray("supported").add(Meta.VERSION);
        return Optional.of(
                RpcError.of(RpcCode.UNSUPPORTED_VERSION, "Unsupported protocol version.")
                        .with(details));
    }

    private static Optional<RpcError> methodMatches(MultiMap headers, Message.Request request) {
        return HeaderValue.plain(headers, "Mcp-Method").equals(Optional.of(request.method()))
                ? Optional.empty()
                : mismatch("Mcp-Method");
    }

    private static Optional<RpcError> nameMatches(MultiMap headers, Message.Request request) {
        return switch (request.method()) {
            case "tools/call", "prompts/get" -> nameIs(headers, request.text("name"));
            case "resources/read" -> nameIs(headers, request.text("uri"));
            case "tasks/get", "tasks/update", "tasks/cancel" ->
                    nameIs(headers, request.text("taskId"));
            default -> Optional.empty();
        };
    }

    private static Optional<RpcError> nameIs(MultiMap headers, Optional<String> name) {
        return name.isPresent() && HeaderValue.decoded(headers, "Mcp-Name").equals(name)
                ? Optional.empty()
                : mismatch("Mcp-Name");
    }

    /// The refusal of a header that does not say what the body says.
    static Optional<RpcError> mismatch(String header) {
        return Optional.of(
                RpcError.of(
                        RpcCode.HEADER_MISMATCH,
                        "Header mismatch: " + header + " does not match the body."));
    }
}
