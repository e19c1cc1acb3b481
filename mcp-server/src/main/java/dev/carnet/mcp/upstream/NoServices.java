package dev.carnet.mcp.upstream;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/// Where nobody speaks for HTTP services, there are none.
final class NoServices implements Interpreter {

    @Override
    public Future<Offering> offer(Destination destination, Pass pass) {
        return none();
    }

    @Override
    public Future<Reply> use(Destination destination, Pass pass, Use use, Future<Void> cancelled) {
        return none();
    }

    @Override
    public Map<String, String> fixed(Destination destination) {
        return Map.of();
    }

    @Override
    public Optional<Reply.Barred> objection(Destination destination, Use.Act.Call act) {
        return Optional.empty();
    }

    @Override
    public Future<Probing> probe(Destination destination, Pass pass) {
        return none();
    }

    private static <T> Future<T> none() {
        return Future.failedFuture(
                Fault.of(FaultClass.PROTOCOL, "HTTP services are not spoken to here."));
    }
}
