package dev.carnet.auth.signing;

import com.nimbusds.jose.jwk.JWK;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.SigningKeyChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.change.SigningKeyState;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.VerificationKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Makes the first signing key.
@Singleton
public final class SigningKeys {

    private static final String NONE = "";

    private final Pool pool;
    private final PrivateKeys privateKeys;
    private final ChangeStore changes;
    private final Clock clock;
    private final VerificationKey.Algorithm algorithm;
    private final SigningKeyStore store = new SigningKeyStore();

    SigningKeys(
            Pool pool,
            PrivateKeys privateKeys,
            ChangeStore changes,
            Clock clock,
            ServiceConfig config) {
        this.pool = pool;
        this.privateKeys = privateKeys;
        this.changes = changes;
        this.clock = clock;
        this.algorithm = VerificationKey.Algorithm.of(config.signingAlgorithm());
    }

    /// Makes the first key, unless there is one. Several replicas may try at once.
    public Uni<Void> ensureFirst() {
        return pool.withTransaction(this::insertFirst);
    }

    private Uni<Void> insertFirst(SqlConnection transaction) {
        JWK key = FreshKey.of(algorithm);
        SigningKeyState state = published(key, clock.instant());
        return store.insert(transaction, state, privateKeys.seal(key), NONE)
                .chain(won ->
                        won
                                ? changes.append(
                                        transaction,
                                        Change.EVERYWHERE,
                                        new SigningKeyChanged(state))
                                : Uni.createFrom().item(0L))
                .replaceWithVoid();
    }

    private SigningKeyState published(JWK key, Instant signsFrom) {
        return new SigningKeyState(
                key.getKeyID(),
                algorithm.wire(),
                key.toPublicJWK().toJSONString(),
                signsFrom.truncatedTo(ChronoUnit.MICROS),
                Optional.empty());
    }
}
