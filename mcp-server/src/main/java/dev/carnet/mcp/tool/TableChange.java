package dev.carnet.mcp.tool;

/// A change of the table that clients may want to hear about.
public sealed interface TableChange {

    /// Another list of tools.
    record ToolsChanged() implements TableChange {}

    /// Another list of prompts.
    record PromptsChanged() implements TableChange {}

    /// Another list of resources.
    record ResourcesChanged() implements TableChange {}

    /// Other contents at that URI.
    record ResourceUpdated(String uri) implements TableChange {}
}
