package dev.carnet.mcp.upstream;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/// Speaks for upstreams that do not speak MCP. Asked only for destinations of the transport `API`;
/// what fails is a {@link Fault} or becomes one.
public interface Interpreter {

    /// What the service offers.
    Future<Offering> offer(Destination destination, Pass pass);

    /// Uses something once.
    ///
    /// @param cancelled once this is complete nobody waits any more
    Future<Reply> use(Destination destination, Pass pass, Use use, Future<Void> cancelled);

    /// Headers that are sent with every request beside what proves us, and may be nobody else's
    /// business: those of its terms, without what only names a version.
    Map<String, String> fixed(Destination destination);

    /// What speaks against it, before anything is sent.
    Optional<Reply.Barred> objection(Destination destination, Use.Act.Call act);

    /// Whether it answers.
    Future<Probing> probe(Destination destination, Pass pass);
}
