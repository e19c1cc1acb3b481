package dev.carnet.mcp.connection;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What an assertion is given for, in the server's own name for it.
public record Act(String name, ObjectNode arguments) {}
