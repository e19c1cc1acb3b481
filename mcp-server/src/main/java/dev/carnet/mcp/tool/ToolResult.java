package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// A final result: the members of the protocol's result object, without the envelope's own
/// (`resultType`, `_meta`).
///
/// @param members for a tool `content`, `structuredContent`, `isError`; for a prompt `messages`; …
/// @param failed whether a tool reports an error of its own (`isError`)
/// @param why reason code for the audit log, where it was not the tool that failed
public record ToolResult(ObjectNode members, boolean failed, Optional<String> why)
        implements Outcome {

    /// A result that needs no reason.
    public ToolResult(ObjectNode members, boolean failed) {
        this(members, failed, Optional.empty());
    }

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

    /// The same, told apart in the audit log.
    public static ToolResult failed(String why, String publicText) {
        return new ToolResult(failed(publicText).members(), true, Optional.of(why));
    }

    /// Members as they are: for prompts, resources, and content that is not text.
    public static ToolResult of(ObjectNode members) {
        return new ToolResult(members, members.path("isError").asBoolean(false));
    }
}
