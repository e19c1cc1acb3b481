package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// For one that is alone: what waits is answered here or not at all.
final class NoReplicas implements Replicas {

    @Override
    public Future<Void> announce(Place place) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> answer(Place place, ObjectNode answers) {
        return Future.succeededFuture(false);
    }

    @Override
    public Future<Map<Place, ObjectNode>> answered(Collection<Place> held) {
        return Future.succeededFuture(Map.of());
    }

    @Override
    public Future<Set<Place>> wanted(Collection<Place> running) {
        return Future.succeededFuture(Set.copyOf(running));
    }

    @Override
    public Future<Void> reply(Place place, Reply reply) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Word> word(Place place) {
        return Future.succeededFuture(new Word(Optional.empty(), false));
    }

    @Override
    public Future<Boolean> leave(Place place, boolean untaken) {
        return Future.succeededFuture(false);
    }
}
