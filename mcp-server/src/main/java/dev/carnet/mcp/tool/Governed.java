package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.token.Service;
import java.util.Optional;
import java.util.Set;

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

    /// Whether it is part of that service, as passports name them.
    ///
    /// @param service id of a server or a toolset, or {@link Service#CARNET}
    default boolean belongsTo(String service, String workspace) {
        return service.equals(Service.CARNET) && origin().isEmpty();
    }

    /// Slugs of the toolsets by way of which that viewer has it: at a toolset's own place that one,
    /// elsewhere all of theirs that choose it.
    default Set<String> toolsets(Viewer viewer) {
        return Set.of();
    }

    /// What stands against those arguments where it is used, whatever the rules say; asked before
    /// any person is, and before anything is counted.
    default Optional<Access.Barred> objection(ObjectNode arguments, String workspace) {
        return Optional.empty();
    }

    /// Whether it speaks of nothing but its caller, so that every passport may use it.
    default boolean aboutCaller() {
        return false;
    }
}
