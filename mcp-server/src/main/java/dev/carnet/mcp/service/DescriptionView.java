package dev.carnet.mcp.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/// What is read of a description.
///
/// @param omitted operations that cannot be tools, and why
public record DescriptionView(
        @JsonProperty("server_id") String serverId,
        String title,
        @JsonProperty("api_version") String apiVersion,
        List<Tool> operations,
        List<String> omitted,
        @JsonProperty("described_by") String describedBy,
        @JsonProperty("described_at") Instant describedAt) {

    /// An operation.
    ///
    /// @param name of its tool
    public record Tool(String name, String method, String path) {}

    static DescriptionView of(DescriptionStore.Kept kept, ApiDocument document) {
        return new DescriptionView(
                kept.serverId(),
                document.title(),
                document.version(),
                document.operations().stream()
                        .map(one -> new Tool(one.name(), one.method().name(), one.path()))
                        .toList(),
                document.omitted(),
                kept.by(),
                kept.at());
    }
}
