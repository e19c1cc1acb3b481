package dev.carnet.mcp.authclient;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What became of a request to auth-server.
public sealed interface Answer {

    /// It was done; an answer without a body is an empty object.
    record Done(ObjectNode body) implements Answer {}

    /// auth-server said no, in words that are meant for the caller.
    ///
    /// @param code the stable code of the problem (RFC 9457)
    /// @param publicText what the caller may read
    record Refused(int status, String code, String publicText) implements Answer {}

    /// auth-server could not be asked, or answered something that is not its API.
    ///
    /// @param reason for the log only
    record Unavailable(String reason) implements Answer {}
}
