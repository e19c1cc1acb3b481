package dev.carnet.mcp.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The parameters that an intent is expanded with.
public record IntentRequest(
        @Schema(type = SchemaType.OBJECT, implementation = Object.class)
                Optional<ObjectNode> parameters) {}
