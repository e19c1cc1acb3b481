package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.client.RegistrationStore;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.token.RefreshStore.Successor;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A grant and its line of refresh tokens: each replaced by exactly one other.
@Singleton
public final class Families {

    private static final String PREFIX = "carnet_rt_";

    private final GrantStore grants;
    private final RefreshStore tokens;
    private final RegistrationStore registrations;
    private final Duration life;

    Families(
            GrantStore grants,
            RefreshStore tokens,
            RegistrationStore registrations,
            ServiceConfig config) {
        this.registrations = registrations;
        this.grants = grants;
        this.tokens = tokens;
        this.life = Duration.ofDays(config.refreshDays());
    }

    /// Begins a family: the grant and, for a client that refreshes, its first token.
    public Uni<Optional<String>> begin(
            SqlConnection transaction, Grant grant, Client client, Instant now) {
        Uni<Void> begun =
                register(transaction, client, now)
                        .chain(() -> grants.insert(transaction, grant, client, now));
        if (!client.grants().contains(GrantType.REFRESH_TOKEN)) {
            return begun.replaceWith(Optional.empty());
        }
        String first = OpaqueToken.fresh(PREFIX);
        return begun.chain(() -> insert(transaction, first, grant, now))
                .replaceWith(Optional.of(first));
    }

    /// A registration that is used does not expire; a client whose registration went meanwhile is
    /// told so. One with a metadata document has none.
    private Uni<Void> register(SqlConnection transaction, Client client, Instant now) {
        return Ids.is("cli", client.id())
                ? registrations
                        .use(transaction, client.id(), now)
                        .invoke(Families::demandThere)
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static void demandThere(boolean there) {
        if (!there) {
            throw Refusal.invalidClient("client_gone");
        }
    }

    /// Calls the grant something else than its client.
    ///
    /// @param provider the identity provider by whose word the person had signed in
    public Uni<Void> label(
            SqlConnection transaction, Grant grant, String label, Optional<String> provider) {
        return grants.label(transaction, grant, label, provider);
    }

    /// Binds every refresh token of that grant to a key.
    public Uni<Void> bind(SqlConnection transaction, Grant grant, String key) {
        return grants.bind(transaction, grant, key);
    }

    /// Lets the presented token stay what it is, for as long as a successor would live.
    Uni<Void> keep(SqlConnection transaction, String presented, Grant grant, Instant now) {
        return use(transaction, grant, now)
                .chain(() ->
                        tokens.prolong(transaction, OpaqueToken.hash(presented), now.plus(life)));
    }

    /// Replaces the presented token by a fresh one, or answers nothing when another request did.
    Uni<Optional<String>> rotate(
            SqlConnection transaction, String presented, Grant grant, Instant now) {
        String fresh = OpaqueToken.fresh(PREFIX);
        var successor =
                new Successor(OpaqueToken.hash(fresh), SuccessorSeal.seal(presented, fresh));
        return tokens.rotate(transaction, OpaqueToken.hash(presented), successor, now)
                .chain(won ->
                        won
                                ? use(transaction, grant, now)
                                        .chain(() -> insert(transaction, fresh, grant, now))
                                        .replaceWith(Optional.of(fresh))
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Void> use(SqlConnection transaction, Grant grant, Instant now) {
        return grants.use(transaction, grant, now)
                .invoke(alive -> {
                    if (!alive) {
                        throw Refusal.invalidGrant("grant_revoked");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> insert(SqlConnection transaction, String token, Grant grant, Instant now) {
        return tokens.insert(transaction, OpaqueToken.hash(token), grant, now, now.plus(life));
    }
}
