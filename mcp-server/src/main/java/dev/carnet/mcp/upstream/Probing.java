package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/// What became of knocking at an upstream.
public sealed interface Probing permits Probing.Alive, Broken {

    /// It answers.
    ///
    /// @param version the revision that was agreed on
    /// @param server its `serverInfo`
    record Alive(Era era, String version, ObjectNode server, Duration took) implements Probing {}
}
