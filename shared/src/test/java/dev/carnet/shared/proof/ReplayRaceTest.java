package dev.carnet.shared.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.carnet.shared.picture.FeedDatabase;
import dev.carnet.shared.race.Often;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayRaceTest {

    private static final String URL = "https://mcp.example/mcp";
    private static final FeedDatabase DB = FeedDatabase.get();

    private final ECKey key = TestProof.ec(Curve.P_256);
    private final Pool one = pool();
    private final Pool other = pool();

    private static Pool pool() {
        return PgBuilder.pool().connectingTo(DB.options(DB.server.port())).using(DB.vertx).build();
    }

    @AfterEach
    void close() {
        one.closeAndAwait();
        other.closeAndAwait();
    }

    private static Possession replica(Pool pool) throws GeneralSecurityException {
        KeyMac mac = Keysets.keyMac(Keysets.freshKeyMac());
        return new Possession(
                ProofStore.ofGateway(pool),
                new Nonces(mac, "mcp", Clock.systemUTC()),
                ProofLimits.PAST_AT_RESOURCE,
                Clock.systemUTC());
    }

    private ProofRequest fresh() {
        String payload =
                "{\"jti\":\"%s\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d}"
                        .formatted(UUID.randomUUID(), URL, Instant.now().getEpochSecond());
        String proof = TestProof.of(key, "ES256", payload).sign();
        return ProofRequest.forToken(List.of(proof), "POST", URL);
    }

    /// V35: the same proof at two replicas at once: one success, two hundred times.
    @Test
    void of_one_proof_at_two_replicas_at_once_one_counts() throws GeneralSecurityException {
        Possession here = replica(one);
        Possession there = replica(other);
        for (int round = 0; round < Often.ROUNDS; round++) {
            ProofRequest same = fresh();
            List<ProofVerdict> verdicts =
                    Uni.join()
                            .all(
                                    here.prove(same, false),
                                    there.prove(same, false),
                                    here.prove(same, false),
                                    there.prove(same, false))
                            .andFailFast()
                            .await()
                            .atMost(FeedDatabase.WAIT);
            long proven = verdicts.stream().filter(ProofVerdict.Proven.class::isInstance).count();
            assertEquals(1, proven, "round " + round);
        }
    }

    @Test
    void what_is_too_old_is_forgotten_a_few_at_a_time() throws GeneralSecurityException {
        DB.write(
                "INSERT INTO gateway.proof SELECT sha256(i::text::bytea), now() - interval '1 s'"
                        + " FROM generate_series(1, 30) AS i");
        Possession here = replica(one);
        here.prove(fresh(), false).await().atMost(FeedDatabase.WAIT);
        assertEquals(10, old());
        here.prove(fresh(), false).await().atMost(FeedDatabase.WAIT);
        assertEquals(0, old());
    }

    private long old() {
        return one.query("SELECT count(*) FROM gateway.proof WHERE expires_at < now()")
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }
}
