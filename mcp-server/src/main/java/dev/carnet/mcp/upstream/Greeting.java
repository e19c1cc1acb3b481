package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Optional;
import java.util.Set;

/// What an upstream said about itself at the start.
///
/// @param version the revision that was agreed on
/// @param sessionId the earlier era's, if it gave one
record Greeting(
        Era era,
        String version,
        ObjectNode server,
        ObjectNode capabilities,
        Optional<String> instructions,
        Optional<String> sessionId) {

    static final String CURRENT_VERSION = "2026-07-28";
    static final String EARLIER_VERSION = "2025-11-25";

    /// Revisions of sessions that are spoken.
    static final Set<String> EARLIER_VERSIONS =
            Set.of("2024-11-05", "2025-03-26", "2025-06-18", EARLIER_VERSION);

    /// Before anything is known.
    static Greeting unknown(Era era) {
        return new Greeting(
                era,
                era == Era.CURRENT ? CURRENT_VERSION : EARLIER_VERSION,
                Json.object(),
                Json.object(),
                Optional.empty(),
                Optional.empty());
    }

    /// Whether it can do that.
    boolean offers(String capability) {
        return capabilities.path(capability).isObject();
    }

    boolean isCurrent() {
        return era == Era.CURRENT;
    }
}
