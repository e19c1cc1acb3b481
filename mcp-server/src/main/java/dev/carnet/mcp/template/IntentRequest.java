package dev.carnet.mcp.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The parameters that an intent is expanded with.
public record IntentRequest(Optional<ObjectNode> parameters) {}
