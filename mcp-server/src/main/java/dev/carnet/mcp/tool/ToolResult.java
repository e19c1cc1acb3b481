package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A final result: the members of the protocol's result object, without the envelope's own
/// (`resultType`, `_meta`).
///
/// @param members for a tool `content`, `structuredContent`, `isError`; for a prompt `messages`; …
/// @param failed whether a tool reports an error of its own (`isError`)
public record ToolResult(ObjectNode members, boolean failed) implements Outcome {

    /// Structured content, with the same JSON as text for clients that read only text.
    public static ToolResult structured(ObjectNode content) {
        var members = text(content.toString()).members();
        members.set("structuredContent", content);
        return new ToolResult(members, false);
    }

    /// One text.
    public static ToolResult text(String text) {
        var members = JsonNodeFactory.instance.objectNode();
        members.putArray("content").addObject().put("type", "text").put("text", text);
        return new ToolResult(members, false);
    }

    /// An error the model may read and react to; never a stack trace or an upstream header.
    public static ToolResult failed(String publicText) {
        var members = text(publicText).members();
        members.put("isError", true);
        return new ToolResult(members, true);
    }

    /// Members as they are: for prompts, resources, and content that is not text.
    public static ToolResult of(ObjectNode members) {
        return new ToolResult(members, members.path("isError").asBoolean(false));
    }
}
