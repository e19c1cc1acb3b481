package dev.carnet.auth.client;

import dev.carnet.auth.http.GuessLimit;
import dev.carnet.auth.http.Visitors;
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

    /// Whoever asks on nobody's behalf, for the limit of fetches.
    private static final String OURSELVES = "";

    private static final String USED_BEFORE = "assertion_used_before";

    private final ClientStore store;
    private final ClientDocuments documents;
    private final AssertionKeys keys;
    private final AssertionStore assertions;
    private final AssertionCheck check;
    private final ClientSecrets secrets;
    private final GuessLimit guesses;
    private final Visitors visitors;
    private final Clock clock;

    Clients(
            ClientStore store,
            ClientDocuments documents,
            AssertionKeys keys,
            AssertionStore assertions,
            AssertionCheck check,
            ClientSecrets secrets,
            GuessLimit guesses,
            Visitors visitors,
            Clock clock) {
        this.store = store;
        this.documents = documents;
        this.keys = keys;
        this.guesses = guesses;
        this.visitors = visitors;
        this.assertions = assertions;
        this.check = check;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// The client of that id, if it is known and not revoked; a described one only while its
    /// document is to be had.
    public Uni<Optional<Client>> find(String id) {
        return find(id, OURSELVES)
                .onFailure(Refusal.class)
                .recoverWithItem(Optional.<Client>empty());
    }

    /// The client of that id, or why its document is of no use.
    ///
    /// @param source the address of whoever names the client
    public Uni<Optional<Client>> find(String id, String source) {
        if (ClientDocuments.isUrl(id)) {
            return documents.get(id, source).map(document -> Optional.of(document.client()));
        }
        return Ids.is("cli", id) ? store.find(id) : Uni.createFrom().item(Optional.empty());
    }

    /// Whether a request says nothing of a client: a workload shows who it is in another way.
    public static boolean isUnnamed(HttpServerRequest request, Parameters form) {
        return Presented.isAbsent(Optional.ofNullable(request.getHeader("Authorization")), form);
    }

    /// The client that proved itself in the request, or `invalid_client`.
    public Uni<Client> authenticate(HttpServerRequest request, Parameters form) {
        Presented presented =
                Presented.in(Optional.ofNullable(request.getHeader("Authorization")), form);
        String source = visitors.of(request).address();
        return prove(presented, source).invoke(client -> demandOwnOrigin(client, request));
    }

    /// A name alone is no guess; whatever else is presented is one until it turns out to be right.
    private Uni<Client> prove(Presented presented, String source) {
        if (presented instanceof Presented.Name) {
            return proven(presented, source);
        }
        var guess = guesses.take(source, presented.clientId());
        return proven(presented, source)
                .invoke(guess::giveBack)
                .onFailure(fault -> !isWrong(fault))
                .invoke(guess::giveBack);
    }

    /// What was used before was right once, so it is no guess.
    private static boolean isWrong(Throwable fault) {
        return fault instanceof Refusal refusal
                && refusal.code() == ErrorCode.INVALID_CLIENT
                && !refusal.reason().equals(USED_BEFORE);
    }

    private Uni<Client> proven(Presented presented, String source) {
        return named(presented, source).call(client -> prove(client, presented, source));
    }

    private Uni<Client> named(Presented presented, String source) {
        String id = presented.clientId();
        return ClientDocuments.isUrl(id)
                ? documents.get(id, source).map(document -> document.by(presented))
                : find(id, source)
                        .map(found ->
                                found.orElseThrow(() -> Refusal.invalidClient("client_unknown")));
    }

    private Uni<Void> prove(Client client, Presented presented, String source) {
        return switch (presented) {
            case Presented.Name _ -> demand(client.authMethod() == AuthMethod.NONE, "no_proof");
            case Presented.Secret secret ->
                    demand(secrets.match(client, secret.secret()), "secret_wrong");
            case Presented.Assertion assertion -> prove(client, assertion, source);
        };
    }

    private Uni<Void> prove(Client client, Presented.Assertion assertion, String source) {
        Instant now = clock.instant();
        if (client.authMethod() != AuthMethod.PRIVATE_KEY_JWT) {
            return demand(false, "assertion_not_registered");
        }
        return keys.of(client, assertion.jwt(), source)
                .map(keyed -> check.check(assertion.jwt(), keyed, now))
                .chain(accepted -> assertions.use(client.id(), accepted, now))
                .chain(first -> demand(first, USED_BEFORE));
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
