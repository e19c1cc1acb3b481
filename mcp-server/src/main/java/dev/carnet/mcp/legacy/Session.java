package dev.carnet.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What an `Mcp-Session-Id` says once it is opened. It identifies a conversation and never a
/// caller: the credential of every request does that.
///
/// @param id the session's own random name
/// @param version the revision agreed on
/// @param capabilities what the client declared, as far as this server asks for it
record Session(String workspace, String id, String version, ObjectNode capabilities) {}
