package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What replicas tell each other about uses that wait for their client's answers. The use goes on
/// where the server's session is; the answers may arrive anywhere. Losing a word loses an answer,
/// never a decision.
interface Replicas {

    /// A use that waits.
    ///
    /// @param handle names it, and is known to whom it was given only
    record Place(String workspace, String handle, String serverId, String principal) {}

    /// What is known of one that was answered here and waits elsewhere.
    ///
    /// @param reply what came of it, had once
    /// @param there whether anybody may still say
    record Word(Optional<Reply> reply, boolean there) {}

    /// From now on it can be answered anywhere.
    Future<Void> announce(Place place);

    /// Answers it, once. False if that principal has nothing there that waits for an answer.
    Future<Boolean> answer(Place place, ObjectNode answers);

    /// The answers to those of these that were answered elsewhere; each is had once.
    Future<Map<Place, ObjectNode>> answered(Collection<Place> held);

    /// Those of these that somebody elsewhere still waits for.
    Future<Set<Place>> wanted(Collection<Place> running);

    /// Tells whoever answered what came of it.
    Future<Void> reply(Place place, Reply reply);

    /// What came of it so far.
    Future<Word> word(Place place);

    /// Stops waiting.
    ///
    /// @param untaken only if nobody took the answer
    /// @return whether that ended it
    Future<Boolean> leave(Place place, boolean untaken);
}
