package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.factor.AppSecret;
import dev.carnet.auth.factor.Apps;
import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.factor.RecoveryCodes;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Two who use the same code at the same moment, in transactions of their own.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class FactorRaceTest {

    private static final int ROUNDS = Rounds.COUNT;

    private final Pool pool = People.bean(Pool.class);
    private final Factors factors = People.bean(Factors.class);
    private final String person = People.member(Role.MEMBER).id();

    @Test
    void of_two_uses_of_a_code_of_an_app_one_counts() {
        var secret = AppSecret.fresh();
        Instant begin = Instant.now();
        var apps = People.bean(Apps.class);
        pool.withTransaction(transaction -> apps.add(transaction, person, secret, 0, begin))
                .await()
                .indefinitely();
        try (var races = new Races(2)) {
            for (int round = 1; round <= ROUNDS; round++) {
                Instant at = begin.plusSeconds(30L * round);
                assertEquals(1, race(races, secret.code(at), at), "round " + round);
            }
        }
    }

    @Test
    void of_two_uses_of_a_recovery_code_one_counts() {
        var codes = People.bean(RecoveryCodes.class);
        try (var races = new Races(2)) {
            for (int round = 0; round < ROUNDS / 10; round++) {
                for (String code :
                        pool.withTransaction(transaction ->
                                        codes.renew(transaction, person, Instant.now()))
                                .await()
                                .indefinitely()) {
                    assertEquals(1, race(races, code, Instant.now()), "round " + round);
                }
            }
        }
    }

    private long race(Races races, String code, Instant at) {
        return races
                .run(() ->
                        pool.withTransaction(
                                        transaction -> factors.spend(transaction, person, code, at))
                                .await()
                                .indefinitely())
                .stream()
                .filter(kind -> kind.isPresent())
                .count();
    }
}
