package dev.carnet.auth.policy;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.Client.Standing;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.standing.EndingLockStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The one question every grant asks before it gives a client anything (V16): consent, code,
/// refresh, client credentials, exchange, and whatever grant is added.
///
/// Nobody else has to know of rules. A client that becomes blocked gets a revocation of type
/// `client` in the workspace; its number in the feed ends every token that was issued before, at
/// mcp-server too, and afterwards no grant gives another. So the picture needs no rules.
@Singleton
public final class ClientPolicies {

    /// Held by whoever gives something by the rules, taken by whoever changes them. To be held
    /// before locks of clients or people.
    static final String LOCK = "client-policies";

    private final Pool pool;
    private final ClientPolicyStore store;
    private final EndingLockStore locks;

    ClientPolicies(Pool pool, ClientPolicyStore store, EndingLockStore locks) {
        this.pool = pool;
        this.store = store;
        this.locks = locks;
    }

    /// What the workspace says of a client.
    ///
    /// @param grace the grace window of its refresh tokens, if a rule sets one
    public record Ruling(Stance stance, Optional<Duration> grace) {

        /// Where no rule says anything.
        public static final Ruling NONE = new Ruling(Stance.SANCTIONED, Optional.empty());

        /// Refuses what the stance does not admit (RFC 6749 §5.2).
        public void demand(Asking asking) {
            if (!stance.admits(asking)) {
                throw Refusal.because(
                        ErrorCode.UNAUTHORIZED_CLIENT,
                        "The workspace does not allow this client.",
                        "client_" + stance.wire());
            }
        }
    }

    /// Refuses what the workspace does not allow that client. Until the transaction ends the rules
    /// stay as they are, so that nothing is made which a change of them would miss. To be called
    /// before locks of clients or people are taken.
    public Uni<Void> demand(
            SqlConnection transaction, String workspace, Client client, Asking asking) {
        return ruling(transaction, workspace, client)
                .invoke(ruling -> ruling.demand(asking))
                .replaceWithVoid();
    }

    /// The same for a token that changes no state: if the rules change afterwards, the revocation
    /// that comes with it ends the token, as its feed position was read before.
    public Uni<Void> demand(String workspace, Client client, Asking asking) {
        return ruling(workspace, client).invoke(ruling -> ruling.demand(asking)).replaceWithVoid();
    }

    /// The same for the client a token names, whether or not it is still registered.
    public Uni<Void> demand(
            String workspace, String clientId, Optional<Client> known, Asking asking) {
        Party party = known.map(Party::of).orElseGet(() -> Party.named(clientId));
        return pool.withTransaction(transaction -> ruling(transaction, workspace, party))
                .invoke(ruling -> ruling.demand(asking))
                .replaceWithVoid();
    }

    /// What the workspace says of that client, as of this transaction until it ends.
    public Uni<Ruling> ruling(SqlConnection transaction, String workspace, Client client) {
        return client.standing() == Standing.SERVICE
                ? Uni.createFrom().item(Ruling.NONE)
                : ruling(transaction, workspace, Party.of(client));
    }

    /// What the workspace says of that client at this moment.
    public Uni<Ruling> ruling(String workspace, Client client) {
        return pool.withTransaction(transaction -> ruling(transaction, workspace, client));
    }

    private Uni<Ruling> ruling(SqlConnection transaction, String workspace, Party party) {
        return locks.hold(transaction, workspace, List.of(LOCK))
                .chain(() -> store.book(transaction, workspace))
                .map(book ->
                        book.rule(party)
                                .map(rule -> new Ruling(rule.stance(), rule.grace()))
                                .orElse(Ruling.NONE));
    }
}
