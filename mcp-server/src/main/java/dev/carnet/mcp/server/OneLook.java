package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Offering;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Transport;
import dev.carnet.mcp.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Asks a server once what it offers, to see whether it takes what is shown to it. It uses nothing,
/// takes so long at most, and leaves no session of that pass behind.
@Singleton
public class OneLook {

    private final Instance<Upstreams> upstreams;

    OneLook(Instance<Upstreams> upstreams) {
        this.upstreams = upstreams;
    }

    /// What it answers.
    ///
    /// @param pass of a principal that is nobody else's: its sessions end here
    public Uni<Offering> at(ServerState server, Pass pass) {
        return offering(server, pass)
                .ifNoItem()
                .after(ServerLimits.TEST_TIME)
                .recoverWithItem(OneLook::late)
                .onTermination()
                .invoke(() ->
                        upstreams.get().forget(server.workspace(), server.id(), pass.principal()));
    }

    /// What a service offers its description says; whether it takes the credential, only itself.
    private Uni<Offering> offering(ServerState server, Pass pass) {
        Uni<Offering> offer = upstreams.get().offer(server.destination(), pass);
        return server.destination().transport() == Transport.API
                ? upstreams
                        .get()
                        .probe(server.destination(), pass)
                        .chain(probing ->
                                probing instanceof Broken broken
                                        ? Uni.createFrom().item(broken)
                                        : offer)
                : offer;
    }

    private static Offering late() {
        return new Broken(
                FaultClass.TRANSPORT,
                "It did not answer in " + ServerLimits.TEST_TIME.toSeconds() + " seconds.",
                Optional.empty());
    }
}
