package dev.carnet.mcp.upstream;

/// What an upstream says about itself while it is watched.
public sealed interface Notice {

    /// Another list of tools.
    record ToolsChanged() implements Notice {}

    /// Another list of prompts.
    record PromptsChanged() implements Notice {}

    /// Another list of resources or templates.
    record ResourcesChanged() implements Notice {}

    /// Other contents at that URI.
    record ResourceUpdated(String uri) implements Notice {}

    /// The stream was away, so that something may have been missed: look at everything again.
    record Resumed() implements Notice {}
}
