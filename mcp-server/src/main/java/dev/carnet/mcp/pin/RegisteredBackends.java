package dev.carnet.mcp.pin;

import dev.carnet.mcp.server.Passes;
import dev.carnet.mcp.server.Passing;
import dev.carnet.mcp.server.ServerState;
import dev.carnet.mcp.server.Servers;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The servers of the registry.
@ApplicationScoped
public class RegisteredBackends implements Backends {

    private static final String NOBODY =
            "Only people can prove themselves there: look at it as one of them.";

    private final Servers servers;
    private final Passes passes;

    RegisteredBackends(Servers servers, Passes passes) {
        this.servers = servers;
        this.passes = passes;
    }

    @Override
    public List<Backend> everywhere() {
        return servers.all().stream().map(RegisteredBackends::backend).toList();
    }

    @Override
    public List<Backend> all(String workspace) {
        return servers.of(workspace).stream()
                .map(RegisteredBackends::backend)
                .sorted(Comparator.comparing(Backend::slug))
                .toList();
    }

    private static Backend backend(ServerState server) {
        return new Backend(
                server.slug(),
                server.name(),
                server.callable(),
                server.destination(),
                Optional.of(server)
                        .filter(one -> one.authentication().wantsCallPassports())
                        .map(ServerState::audience));
    }

    @Override
    public Uni<Clearance> clearance(Backend backend, Caller caller, Optional<Use.Act> act) {
        return server(backend)
                .map(server -> passes.of(server, caller, act).map(RegisteredBackends::clearance))
                .orElseGet(RegisteredBackends::gone);
    }

    @Override
    public Uni<Clearance> again(Backend backend, Caller caller, Pass refused) {
        return server(backend)
                .map(server ->
                        passes.again(server, caller, refused).map(RegisteredBackends::clearance))
                .orElseGet(RegisteredBackends::gone);
    }

    @Override
    public Uni<Clearance> wider(Backend backend, Caller caller, String scope) {
        return server(backend)
                .map(server ->
                        passes.wider(server, caller, scope).map(RegisteredBackends::clearance))
                .orElseGet(RegisteredBackends::gone);
    }

    private static Clearance clearance(Passing passing) {
        return switch (passing) {
            case Passing.Ready(Pass pass) -> new Clearance.Ready(pass);
            case Passing.NeedsConnection(String url) -> new Clearance.NeedsConnection(url);
            case Passing.Unavailable(String why) -> new Clearance.Unavailable(why);
        };
    }

    @Override
    public boolean byItsUsers(Backend backend) {
        return server(backend)
                .map(server ->
                        switch (server.authentication().is()) {
                            case PERSON_OAUTH, PERSON_KEY, ASSERTION -> true;
                            case NONE, WORKSPACE_KEY -> false;
                        })
                .orElse(false);
    }

    @Override
    public Uni<Clearance> own(Backend backend) {
        return server(backend)
                .map(server ->
                        passes.ofWorkspace(server)
                                .map(pass ->
                                        pass.<Clearance>map(Clearance.Ready::new)
                                                .orElseGet(
                                                        () -> new Clearance.Unavailable(NOBODY))))
                .orElseGet(RegisteredBackends::gone);
    }

    private Optional<ServerState> server(Backend backend) {
        return servers.byId(backend.workspace(), backend.id());
    }

    private static Uni<Clearance> gone() {
        return Uni.createFrom().item(new Clearance.Unavailable("The server is gone."));
    }
}
