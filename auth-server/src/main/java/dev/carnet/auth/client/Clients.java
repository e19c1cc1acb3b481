package dev.carnet.auth.client;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Client authentication, the same at every endpoint that asks for it.
@ApplicationScoped
public class Clients {

    private final ClientStore store;
    private final AssertionStore assertions;
    private final AssertionCheck check;
    private final ClientSecrets secrets;
    private final Clock clock;

    Clients(
            ClientStore store,
            AssertionStore assertions,
            AssertionCheck check,
            ClientSecrets secrets,
            Clock clock) {
        this.store = store;
        this.assertions = assertions;
        this.check = check;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// The client of that id, if it is known and not revoked.
    public Uni<Optional<Client>> find(String id) {
        return Ids.is("cli", id) ? store.find(id) : Uni.createFrom().item(Optional.empty());
    }

    /// The client that proved itself in the request, or `invalid_client`.
    public Uni<Client> authenticate(HttpServerRequest request, Parameters form) {
        Presented presented =
                Presented.in(Optional.ofNullable(request.getHeader("Authorization")), form);
        return find(presented.clientId())
                .map(found -> found.orElseThrow(() -> Refusal.invalidClient("client_unknown")))
                .call(client -> prove(client, presented))
                .invoke(client -> demandOwnOrigin(client, request));
    }

    private Uni<Void> prove(Client client, Presented presented) {
        return switch (presented) {
            case Presented.Name _ -> demand(client.authMethod() == AuthMethod.NONE, "no_proof");
            case Presented.Secret secret ->
                    demand(secrets.match(client, secret.secret()), "secret_wrong");
            case Presented.Assertion assertion -> prove(client, assertion);
        };
    }

    private Uni<Void> prove(Client client, Presented.Assertion assertion) {
        Instant now = clock.instant();
        if (client.authMethod() != AuthMethod.PRIVATE_KEY_JWT) {
            return demand(false, "assertion_not_registered");
        }
        AssertionCheck.Accepted accepted = check.check(assertion.jwt(), client, now);
        return assertions
                .use(client.id(), accepted, now)
                .chain(first -> demand(first, "assertion_used_before"));
    }

    /// A page of another origin that got hold of a client id may not speak for that client (RFC
    /// 10017).
    private static void demandOwnOrigin(Client client, HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null && !client.isOwnOrigin(origin)) {
            throw Refusal.because(
                    ErrorCode.INVALID_REQUEST,
                    "This origin is not one the client registered.",
                    "foreign_origin");
        }
    }

    private static Uni<Void> demand(boolean holds, String otherwise) {
        return holds
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(Refusal.invalidClient(otherwise));
    }
}
