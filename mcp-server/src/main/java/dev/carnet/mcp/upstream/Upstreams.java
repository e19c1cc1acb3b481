package dev.carnet.mcp.upstream;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The one way to the servers behind the gateway. No answer is a failure of the `Uni`: whatever
/// goes wrong there is a value. A `Uni` that is cancelled cancels the use at the upstream.
public interface Upstreams {

    /// Everything it lists.
    Uni<Offering> offer(Destination destination, Pass pass);

    /// Uses something once. The name is not looked up: whoever asks has decided.
    Uni<Reply> use(Destination destination, Pass pass, Use use, Conversation conversation);

    /// Hears, in what comes back of a use with that pass, what proves us there.
    default Echo echo(Destination destination, Pass pass) {
        return new Echo(pass);
    }

    /// What the terms of its connection have against that, before anything is sent there.
    default Optional<Reply.Barred> objection(Destination destination, Use.Act.Call act) {
        return Optional.empty();
    }

    /// Whether it answers. Leaves no session behind.
    Uni<Probing> probe(Destination destination, Pass pass);

    /// Listens to what it says about itself, and connects again, ever more slowly, until it is told
    /// to stop.
    ///
    /// @param pass asked for whenever it connects; all of them are of one principal
    /// @param resources URIs whose updates matter
    /// @return stops it
    Runnable watch(
            Destination destination,
            Supplier<Pass> pass,
            Set<String> resources,
            Consumer<Notice> ear);

    /// Hears of every server that says, in a session of somebody who uses it, that what it lists is
    /// another now.
    default void onListChanged(Consumer<Destination> ear) {}

    /// Ends every session and connection to that server, because it changed or is gone.
    void forget(String workspace, String serverId);

    /// Ends those of one principal.
    void forget(String workspace, String serverId, String principal);
}
