package dev.carnet.mcp.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.audit.AuditAnswer;
import dev.carnet.mcp.caller.Refusals;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.shared.rest.Problem;
import dev.carnet.shared.rest.Problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a reader's answer is as HTTP.
final class Answers {

    private final Refusals refusals;

    Answers(Refusals refusals) {
        this.refusals = refusals;
    }

    HttpAnswer of(AuditAnswer answer, String requestId) {
        return switch (answer) {
            case AuditAnswer.Found found -> HttpAnswer.json(200, found.body());
            case AuditAnswer.Wrong wrong -> wrong(wrong.errors(), requestId);
            case AuditAnswer.Busy busy ->
                    refusals.of(
                                    429,
                                    "too_many_requests",
                                    "Too many requests",
                                    "The log is being checked already.",
                                    requestId)
                            .with("Retry-After", "5");
        };
    }

    /// 400, naming the parameters.
    HttpAnswer wrong(List<FieldError> errors, String requestId) {
        String code =
                errors.stream().anyMatch(error -> error.pointer().equals("cursor"))
                        ? "invalid_cursor"
                        : "validation_failed";
        String detail =
                errors.stream()
                        .map(error -> error.pointer() + " " + error.detail())
                        .collect(Collectors.joining("; "));
        var problem = Problem.of(400, code, "A parameter is not acceptable", detail, requestId);
        ObjectNode body = Json.MAPPER.valueToTree(problem.with(errors));
        return HttpAnswer.json(400, Problem.MEDIA_TYPE, Map.of(), body);
    }

    HttpAnswer notFound(String requestId) {
        return refusals.of(404, "not_found", "Not found", "Nothing is at this path.", requestId);
    }

    HttpAnswer otherMethod(String requestId) {
        String detail = "This path is read with GET.";
        return refusals.of(405, "method_not_allowed", "Method not allowed", detail, requestId)
                .with("Allow", "GET");
    }

    HttpAnswer unknownName(String requestId) {
        String detail = "Host or Origin is not known.";
        return refusals.of(403, "forbidden_host", "Forbidden", detail, requestId);
    }

    HttpAnswer role(String requestId) {
        String detail = "The role of this caller may not do this.";
        return refusals.of(403, "insufficient_role", "Forbidden", detail, requestId);
    }

    HttpAnswer fault(String requestId) {
        return refusals.of(500, "fault", "Fault", "Quote the request id.", requestId);
    }
}
