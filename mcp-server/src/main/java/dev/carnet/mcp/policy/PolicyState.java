package dev.carnet.mcp.policy;

import java.time.Instant;
import java.util.Optional;

/// The row of a workspace, with the document it names.
///
/// @param revision counts every change; 0 while there is no row
/// @param active the active document
public record PolicyState(int revision, long activeVersion, String active, Optional<Draft> draft) {

    /// What holds where nobody made a policy.
    static final PolicyState NONE = new PolicyState(0, 0, Documents.EMPTY, Optional.empty());

    /// The document that counts, or is to count: the draft if there is one.
    String newest() {
        return draft.map(Draft::document).orElse(active);
    }

    /// A document somebody works on.
    record Draft(String document, String by, Instant at) {}
}
