package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The client's side of one use: what it declared, and the way back while the use runs. Said from
/// an event loop; whoever listens does not block.
public interface Conversation {

    /// What the client declared it can do: an upstream hears of nothing else, and what it asks
    /// beyond that is refused.
    ObjectNode capabilities();

    /// `traceparent` to pass on.
    Optional<String> trace();

    /// The quietest level of log messages that is wanted, by its name on the wire; without one none
    /// is.
    Optional<String> logLevel();

    /// Whether the client asked for progress.
    boolean wantsProgress();

    /// Parameters of a `notifications/progress` as the upstream sent them, without its token.
    void progress(ObjectNode params);

    /// Parameters of a `notifications/message` as the upstream sent them.
    void log(ObjectNode params);

    /// What proved us earlier came back, and was taken out.
    default void echoed() {}

    /// Whether what is used must not be sent a second time, whatever the server says about the
    /// first.
    default boolean once() {
        return false;
    }

    /// Of a client that declares nothing and hears nothing.
    Conversation SILENT =
            new Conversation() {

                @Override
                public ObjectNode capabilities() {
                    return JsonNodeFactory.instance.objectNode();
                }

                @Override
                public Optional<String> trace() {
                    return Optional.empty();
                }

                @Override
                public Optional<String> logLevel() {
                    return Optional.empty();
                }

                @Override
                public boolean wantsProgress() {
                    return false;
                }

                @Override
                public void progress(ObjectNode params) {}

                @Override
                public void log(ObjectNode params) {}
            };
}
