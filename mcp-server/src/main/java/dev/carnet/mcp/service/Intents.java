package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Named shortcuts that come to constraints.
public interface Intents {

    /// What became of a name and its parameters.
    sealed interface Expansion {

        /// These constraints.
        record Expanded(List<Constraint> constraints) implements Expansion {}

        /// Nothing.
        ///
        /// @param publicText what to say instead
        record Unknown(String publicText) implements Expansion {}
    }

    /// The constraints that an intent comes to with those parameters.
    Expansion expand(String intent, ObjectNode parameters);
}
