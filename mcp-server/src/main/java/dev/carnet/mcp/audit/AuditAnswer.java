package dev.carnet.mcp.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.rest.Problem.FieldError;
import java.util.List;

/// What a reader gets.
public sealed interface AuditAnswer {

    /// The answer itself.
    record Found(ObjectNode body) implements AuditAnswer {}

    /// A filter, the limit or the cursor is not acceptable.
    record Wrong(List<FieldError> errors) implements AuditAnswer {}

    /// As many checks are running as may.
    record Busy() implements AuditAnswer {}
}
