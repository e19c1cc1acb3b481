package dev.carnet.mcp.upstream;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// How messages get to one upstream and back, for one principal.
interface Carrier {

    /// What the other side said when it took a message.
    ///
    /// @param sessionId if it gave one
    record Taken(Optional<String> sessionId) {}

    /// Sends a message. What comes on its own answer is heard there; transports without such a
    /// thing have one hearing for all.
    Future<Taken> send(Parcel parcel, Hearing hearing);

    /// Opens the stream on which the server speaks unasked, if the transport has one.
    ///
    /// @param headers as they are when the stream is opened, each time
    void listen(Supplier<Map<String, String>> headers, Hearing hearing);

    /// Ends it.
    ///
    /// @param farewell headers to end a session with, if there is one
    Future<Void> close(Optional<Map<String, String>> farewell);
}
