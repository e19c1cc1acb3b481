package dev.carnet.mcp.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The way back to the client of one request. Callable from any thread; after the end, and after
/// the client has left, everything is ignored.
public interface Reply {

    /// Whether the client takes event streams; otherwise notices are dropped and nothing can be
    /// asked.
    boolean streams();

    /// Work begins: from now on the connection is kept alive.
    ///
    /// @param asStream whether to start the stream at once
    void begin(boolean asStream);

    /// A notification on the way; dropped for a reader that is too slow or takes no streams.
    void notice(ObjectNode message);

    /// A message that must not be lost: a reader too slow for it loses the stream.
    void insist(ObjectNode message);

    /// The end: as a whole answer if nothing was sent yet, as the last message of the stream
    /// otherwise.
    void finish(HttpAnswer whole, ObjectNode last);

    /// The end: as a whole answer if nothing was sent yet; a stream just ends.
    void finish(HttpAnswer whole);

    /// The end, with a message that is the same either way.
    default void finish(int status, ObjectNode message) {
        finish(HttpAnswer.json(status, message), message);
    }

    /// Runs that once if the client leaves before the end.
    void onLeave(Runnable action);

    /// Runs that once when it is over, whoever ended it.
    void onEnd(Runnable action);
}
