package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.token.RefreshStore.Successor;
import dev.carnet.shared.startup.ServiceConfig;
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
    private final Duration life;

    Families(GrantStore grants, RefreshStore tokens, ServiceConfig config) {
        this.grants = grants;
        this.tokens = tokens;
        this.life = Duration.ofDays(config.refreshDays());
    }

    /// Begins a family: the grant and, for a client that refreshes, its first token.
    public Uni<Optional<String>> begin(
            SqlConnection transaction, Grant grant, Client client, Instant now) {
        Uni<Void> begun = grants.insert(transaction, grant, client.name(), now);
        if (!client.grants().contains(GrantType.REFRESH_TOKEN)) {
            return begun.replaceWith(Optional.empty());
        }
        String first = OpaqueToken.fresh(PREFIX);
        return begun.chain(() -> insert(transaction, first, grant, now))
                .replaceWith(Optional.of(first));
    }

    /// Binds every refresh token of that grant to a key.
    public Uni<Void> bind(SqlConnection transaction, Grant grant, String key) {
        return grants.bind(transaction, grant, key);
    }

    /// Lets the presented token stay what it is, for as long as a successor would live.
    Uni<Void> keep(SqlConnection transaction, String presented, Instant now) {
        return tokens.prolong(transaction, OpaqueToken.hash(presented), now.plus(life));
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
                                ? insert(transaction, fresh, grant, now)
                                        .replaceWith(Optional.of(fresh))
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Void> insert(SqlConnection transaction, String token, Grant grant, Instant now) {
        return tokens.insert(transaction, OpaqueToken.hash(token), grant, now, now.plus(life));
    }
}
