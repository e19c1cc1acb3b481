package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The way from a running tool back to its client. Everything said here arrives before the result,
/// or is dropped: a client that did not ask for progress, or left, costs nothing.
public interface Channel {

    /// Reports progress; `done` never decreases. Dropped when the client gave no token.
    ///
    /// @param total 0 when unknown
    void progress(long done, long total, String message);

    /// Sends a log message, if the client wants that level.
    void log(LogLevel level, JsonNode data);

    /// Whether the client gave a token for progress.
    default boolean wantsProgress() {
        return false;
    }

    /// Reports progress as an upstream did: `progress`, `total`, `message`, or whatever else it
    /// said.
    default void progress(ObjectNode params) {}

    /// The quietest level of log messages the client wants, if it wants any.
    default Optional<LogLevel> quietest() {
        return Optional.empty();
    }

    /// Sends a log message as an upstream did, if the client wants that level.
    default void relay(LogLevel level, ObjectNode params) {}

    /// Whether nobody waits for the result any more: a long loop asks between its steps.
    boolean cancelled();

    /// Says that what a person was sent to a page for is over (`notifications/elicitation/complete`
    /// of 2025-11-25). Other revisions have no such word.
    default void elicited(String elicitation) {}

    /// The way back to nobody.
    Channel SILENT =
            new Channel() {
                @Override
                public void progress(long done, long total, String message) {}

                @Override
                public void log(LogLevel level, JsonNode data) {}

                @Override
                public boolean cancelled() {
                    return false;
                }
            };
}
