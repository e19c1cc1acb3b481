package dev.carnet.auth.signing;

import com.nimbusds.jose.jwk.JWK;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the first signing key, and those that take over.
@Singleton
public final class SigningKeys {

    private static final String NONE = "";
    private static final Duration LONGEST_PASSPORT = Duration.ofHours(1);

    /// A replica whose clock is behind goes on signing with the old key for as long.
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final Pool pool;
    private final PrivateKeys privateKeys;
    private final ChangeStore changes;
    private final Clock clock;
    private final VerificationKey.Algorithm algorithm;
    private final Duration lead;
    private final Duration longestToken;
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
        this.lead = Duration.ofSeconds(config.signingKeyLeadSeconds());
        Duration access = Duration.ofSeconds(config.accessTokenSeconds());
        this.longestToken = access.compareTo(LONGEST_PASSPORT) > 0 ? access : LONGEST_PASSPORT;
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

    /// A new key that takes over, and what became of the others.
    ///
    /// @param changes what replicas must learn, of everywhere
    record Rotated(SigningKeyState key, List<ChangeBody> changes) {}

    /// Publishes a key that signs after the lead time; the others end when nothing they signed can
    /// be alive any more. Answers nothing when another key is about to take over already.
    Uni<Optional<Rotated>> rotate(SqlConnection transaction) {
        Instant now = clock.instant();
        return store.newest(transaction)
                .chain(newest ->
                        newest.filter(key -> !key.signsFrom().isAfter(now))
                                .map(key -> takeOver(transaction, key, now))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Rotated>> takeOver(
            SqlConnection transaction, SigningKeyState from, Instant now) {
        JWK key = FreshKey.of(algorithm);
        SigningKeyState state = published(key, now.plus(lead));
        return store.insert(transaction, state, privateKeys.seal(key), from.kid())
                .chain(won ->
                        won
                                ? store.retireOthers(transaction, state.kid(), end(state))
                                        .map(retired -> Optional.of(rotated(state, retired)))
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Instant end(SigningKeyState successor) {
        return successor.signsFrom().plus(longestToken).plus(CLOCKS_APART);
    }

    private static Rotated rotated(SigningKeyState key, List<SigningKeyState> retired) {
        var changes = new ArrayList<ChangeBody>();
        changes.add(new SigningKeyChanged(key));
        retired.forEach(one -> changes.add(new SigningKeyChanged(one)));
        return new Rotated(key, List.copyOf(changes));
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
