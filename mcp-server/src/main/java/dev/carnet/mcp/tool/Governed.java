package dev.carnet.mcp.tool;

import java.util.Optional;

/// Something that is decided about before it is shown or used.
public interface Governed {

    /// What sort of thing it is, for rules and the audit entry: `tool`, `prompt`, `resource`,
    /// `template`, `completion`.
    String type();

    /// The name it goes by here; for a resource its URI.
    String name();

    /// What a caller must have.
    Need need();

    /// Where it comes from; Carnet's own things come from nowhere.
    default Optional<Origin> origin() {
        return Optional.empty();
    }
}
