package dev.carnet.mcp.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/// The terms of a service.
///
/// @param expanded what the intents came to when they were given
public record TermsView(
        @JsonProperty("server_id") String serverId,
        Terms terms,
        List<Fence.Group> expanded,
        @JsonProperty("changed_by") String changedBy,
        @JsonProperty("changed_at") Instant changedAt) {

    static TermsView of(TermsStore.Kept kept) {
        return new TermsView(
                kept.serverId(), kept.terms(), kept.fence().intents(), kept.by(), kept.at());
    }
}
