package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/// What one use of an upstream comes to.
public sealed interface Reply permits Reply.Done, Reply.Asked, Reply.Failed, Reply.Barred, Broken {

    /// Its result: the members it sent, each byte for byte. `_meta` and what belongs to the
    /// envelope (`resultType`, `ttlMs`, `cacheScope`) are among them, if it sent them.
    record Done(Slices members) implements Reply {}

    /// It has questions for the client; use it again with the answers and the state. Only what the
    /// client declared is asked.
    ///
    /// @param questions key → `{"method":"elicitation/create","params":{…}}`
    /// @param state to be sealed before it leaves; it is this gateway's and the upstream's business
    record Asked(Map<String, ObjectNode> questions, ObjectNode state) implements Reply {}

    /// It answered with an error of its own.
    ///
    /// @param message its text: for the client, filtered like every text of an upstream
    record Failed(int code, String message, Optional<JsonNode> data) implements Reply {}

    /// Nothing was sent: what is asked is outside of what may be asked of this service.
    ///
    /// @param constraint the name of what it does not hold to
    record Barred(String constraint, String publicText) implements Reply {}
}
