package dev.carnet.mcp.connection;

import dev.carnet.mcp.connection.Hold.Secret;
import dev.carnet.mcp.connection.Holds.Wanted;
import dev.carnet.mcp.connection.Widening.Asking;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.server.AuthKind;
import dev.carnet.mcp.server.Passing;
import dev.carnet.mcp.server.PersonPasses;
import dev.carnet.mcp.server.ServerState;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What proves the caller's person at a server: their own token or key, or Carnet's word about
/// them. Where they have none the answer is the page on which they connect; nobody else's is ever
/// taken.
@ApplicationScoped
public class OwnPasses implements PersonPasses {

    private static final String NOBODY =
            "This server knows people only, and the credential of this call stands for nobody. Use"
                    + " one of a person, or of an agent whose owner has connected.";
    private static final String AWAY =
            "The service where your account is signed in cannot be reached right now. Try again in"
                    + " a moment.";

    private static final String UNTRIED =
            "Your key for this server counts once the server has taken it, and the server did not"
                    + " answer. Try again in a moment. Your key is kept, and replaced at ";

    private final Holds holds;
    private final Widening widening;
    private final Assertions assertions;
    private final String page;

    OwnPasses(Holds holds, Widening widening, Assertions assertions, ServiceConfig config) {
        this.holds = holds;
        this.widening = widening;
        this.assertions = assertions;
        this.page = config.issuer() + "/connect/";
    }

    @Override
    public Uni<Passing> of(ServerState server, Caller caller, Optional<Use.Act> act) {
        return server.authentication().is() == AuthKind.ASSERTION
                ? word(server, caller, act)
                : wanted(server, caller)
                        .map(wanted -> holds.now(wanted).map(hold -> passing(server, hold)))
                        .orElseGet(OwnPasses::nobody);
    }

    @Override
    public Uni<Passing> again(ServerState server, Caller caller, Pass refused) {
        return wanted(server, caller)
                .map(wanted ->
                        holds.after(wanted, value -> carries(server, refused, value))
                                .map(hold -> passing(server, hold)))
                .orElseGet(OwnPasses::nobody);
    }

    @Override
    public Uni<Passing> wider(ServerState server, Caller caller, String scope) {
        List<String> most = server.authentication().scopes().orElse(List.of());
        return wanted(server, caller)
                .map(wanted ->
                        widening.ask(wanted, most, scope)
                                .map(asking -> passing(server, asking, scope)))
                .orElseGet(OwnPasses::nobody);
    }

    private Passing passing(ServerState server, Asking asking, String scope) {
        return switch (asking) {
            case PERSON -> new Passing.NeedsConnection(page + server.id());
            case OPERATOR ->
                    new Passing.Unavailable(
                            ("The server wants access (%s) that people are not asked for. An"
                                            + " operator has to name it in the server's scopes.")
                                    .formatted(scope));
            case NOBODY ->
                    new Passing.Unavailable(
                            ("The server wants access (%s) that was given to it already. Call"
                                            + " again; if that does not help, ask whoever runs the"
                                            + " server.")
                                    .formatted(scope));
        };
    }

    /// Whether that is the secret which the refused pass carried.
    private static boolean carries(ServerState server, Pass refused, Secret secret) {
        return refused.headers().equals(headers(server, secret));
    }

    private static Optional<Wanted> wanted(ServerState server, Caller caller) {
        return Principal.person(caller)
                .map(person ->
                        new Wanted(
                                server.workspace(),
                                person,
                                server.id(),
                                server.destination().address()));
    }

    private Passing passing(ServerState server, Hold hold) {
        return switch (hold) {
            case Secret secret ->
                    new Passing.Ready(new Pass(headers(server, secret), secret.principal()));
            case Hold.Nothing _ -> new Passing.NeedsConnection(page + server.id());
            case Hold.Untried _ -> new Passing.Unavailable(UNTRIED + page + server.id());
            case Hold.Away _ -> new Passing.Unavailable(AWAY);
        };
    }

    private static Map<String, String> headers(ServerState server, Secret secret) {
        return secret.key()
                ? server.shown(secret.text())
                : Map.of("Authorization", "Bearer " + secret.text());
    }

    private Uni<Passing> word(ServerState server, Caller caller, Optional<Use.Act> act) {
        return assertions
                .of(caller, server.audience(), act)
                .map(word ->
                        new Passing.Ready(
                                new Pass(
                                        Map.of("Authorization", "Bearer " + word),
                                        Principal.of(caller).text(),
                                        Principal.behind(caller))));
    }

    private static Uni<Passing> nobody() {
        return Uni.createFrom().item(new Passing.Unavailable(NOBODY));
    }
}
