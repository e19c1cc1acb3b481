package dev.carnet.mcp.server;

import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.mcp.vault.Spot;
import dev.carnet.mcp.vault.Vault;
import dev.carnet.mcp.vault.VaultClosed;
import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Finds what proves a use at a server. The caller's own credential is never among it.
@Singleton
public class Passes {

    private static final Logger LOG = Logger.getLogger(Passes.class);
    private static final String NOT_HERE = "This gateway cannot prove you at that server.";

    private final Vault vault;
    private final Instance<PersonPasses> people;

    Passes(Vault vault, Instance<PersonPasses> people) {
        this.vault = vault;
        this.people = people;
    }

    /// What that caller has to show there. Sessions belong to this one principal.
    public Uni<Passing> of(ServerState server, Caller caller) {
        return of(server, caller, Optional.empty());
    }

    /// The same for one use.
    public Uni<Passing> of(ServerState server, Caller caller, Optional<Use.Act> act) {
        String principal = Principal.of(caller).text();
        return switch (server.authentication().is()) {
            case NONE, WORKSPACE_KEY -> common(server, principal, Principal.behind(caller));
            case PERSON_OAUTH, PERSON_KEY, ASSERTION ->
                    people.stream()
                            .findFirst()
                            .map(known -> known.of(server, caller, act))
                            .orElseGet(() -> done(new Passing.Unavailable(NOT_HERE)));
        };
    }

    /// What that caller has to show after the server refused a pass. A key of the workspace that is
    /// refused stays refused.
    public Uni<Passing> again(ServerState server, Caller caller, Pass refused) {
        return server.authentication().is().personal()
                ? people.stream()
                        .findFirst()
                        .map(known -> known.again(server, caller, refused))
                        .orElseGet(() -> done(new Passing.Unavailable(NOT_HERE)))
                : done(new Passing.Unavailable("The server does not take what proves us there."));
    }

    /// What there is to do when the server wants more of the caller than they gave. Only people's
    /// grants there can become wider.
    public Uni<Passing> wider(ServerState server, Caller caller, String scope) {
        return server.authentication().is() == AuthKind.PERSON_OAUTH
                ? people.stream()
                        .findFirst()
                        .map(known -> known.wider(server, caller, scope))
                        .orElseGet(() -> done(new Passing.Unavailable(NOT_HERE)))
                : done(new Passing.Unavailable("The server does not let us do this."));
    }

    /// What the workspace has to show there in nobody's name, for looking after the server. Empty
    /// where only people and callers can prove themselves.
    public Uni<Optional<Pass>> ofWorkspace(ServerState server) {
        return switch (server.authentication().is()) {
            case NONE, WORKSPACE_KEY ->
                    common(server, ofAll(server), ofAll(server))
                            .map(passing ->
                                    passing instanceof Passing.Ready(Pass pass)
                                            ? Optional.of(pass)
                                            : Optional.empty());
            case PERSON_OAUTH, PERSON_KEY, ASSERTION -> done(Optional.empty());
        };
    }

    private static String ofAll(ServerState server) {
        return "workspace " + server.workspace();
    }

    private Uni<Passing> common(ServerState server, String principal, String behind) {
        if (server.authentication().is() == AuthKind.NONE) {
            return done(new Passing.Ready(new Pass(Map.of(), principal, behind)));
        }
        return secret(server)
                .map(secret ->
                        secret.<Passing>map(key ->
                                        new Passing.Ready(
                                                new Pass(server.shown(key), principal, behind)))
                                .orElseGet(() ->
                                        new Passing.Unavailable(
                                                "An operator has to give that server's key.")));
    }

    /// The server's own secret, if it has one that opens.
    public Uni<Optional<String>> secret(ServerState server) {
        return server.secret()
                .map(sealed ->
                        vault.open(spot(server.workspace(), server.id()), sealed)
                                .map(Optional::of)
                                .onFailure(VaultClosed.class)
                                .recoverWithItem(closed -> shut(server, closed)))
                .orElseGet(() -> done(Optional.empty()));
    }

    private static Optional<String> shut(ServerState server, Throwable closed) {
        LOG.errorf("server %s: %s", server.id(), closed.getMessage());
        return Optional.empty();
    }

    /// Where the secret of a server belongs.
    static Spot spot(String workspace, String server) {
        return new Spot(workspace, server, "secret");
    }

    private static <T> Uni<T> done(T item) {
        return Uni.createFrom().item(item);
    }
}
