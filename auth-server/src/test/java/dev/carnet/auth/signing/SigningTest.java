package dev.carnet.auth.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification.Known;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class SigningTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject Signer signer;
    @Inject SigningKeys keys;
    @Inject Rotation rotation;
    @Inject PrivateKeys privateKeys;
    @Inject PictureHolder pictures;
    @Inject CallerCheck callers;
    @Inject Pool pool;

    private final World world = World.current();
    private final String workspace = world.workspace();
    private final String person = world.member(workspace, Role.MEMBER);

    /// Whatever is about to take over in this test signs now.
    @AfterEach
    void settle() {
        world.write(
                "UPDATE auth.signing_key SET signs_from = clock_timestamp()"
                        + " WHERE signs_from > clock_timestamp()");
    }

    private String sign() {
        TokenClaims claims = world.claims(workspace, person).build();
        return signer.sign(claims).await().atMost(PATIENCE);
    }

    private static String kid(String token) throws java.text.ParseException {
        return String.valueOf(JWSObject.parse(token).getHeader().getKeyID());
    }

    private Object identify(String token) {
        return callers.identify(Optional.of("Bearer " + token), Optional.empty(), world.mcpUrl());
    }

    private long seq() {
        return assertInstanceOf(Fresh.class, pictures.current()).picture().seq();
    }

    @Test
    void signs_what_the_published_keys_verify() throws Exception {
        String token = sign();

        assertInstanceOf(Known.class, identify(token));
        JWSObject parsed = JWSObject.parse(token);
        JWKSet published = JWKSet.parse(signer.jwks());
        ECKey key = published.getKeyByKeyId(kid(token)).toECKey();
        assertFalse(key.isPrivate());
        assertTrue(parsed.verify(new ECDSAVerifier(key)));
        assertEquals("at+jwt", parsed.getHeader().getType().getType());
        assertFalse(signer.jwks().contains("\"d\""));
    }

    @Test
    void keeps_the_private_part_sealed_in_the_database() {
        String rows =
                String.valueOf(
                        world.read(
                                "SELECT string_agg(encode(private_sealed, 'escape') || public_jwk, '')"
                                        + " FROM auth.signing_key"));
        assertFalse(rows.contains("\"d\""));
    }

    @Test
    void many_replicas_make_one_first_key() {
        world.write("DELETE FROM auth.signing_key WHERE predecessor = ''");
        List<Uni<Void>> replicas = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            replicas.add(keys.ensureFirst());
        }
        Uni.join().all(replicas).andFailFast().await().atMost(PATIENCE);
        assertEquals(
                1L, world.read("SELECT count(*) FROM auth.signing_key WHERE predecessor = ''"));
        world.settle();
        assertInstanceOf(Known.class, identify(sign()));
    }

    @Test
    void a_new_key_is_published_before_it_signs_and_the_old_one_verifies_after() throws Exception {
        String before = sign();
        long entries = entries();
        due();

        rotation.whenDue().await().atMost(PATIENCE);
        world.settle();

        String successor = newestKid();
        assertNotEquals(kid(before), successor);
        assertTrue(signer.jwks().contains(successor), "published ahead");
        assertEquals(kid(before), kid(sign()), "signs with the old one until then");
        takeOver(successor);
        String after = sign();
        assertEquals(successor, kid(after));
        assertInstanceOf(Known.class, identify(after));
        assertInstanceOf(Known.class, identify(before), "until it is retired");
        assertEquals(
                true,
                world.read(
                        """
                        SELECT retired_at >= (SELECT signs_from FROM auth.signing_key WHERE kid = ?)
                          + interval '1 hour' FROM auth.signing_key WHERE kid = ?
                        """,
                        successor,
                        kid(before)));
        assertEquals(entries + 1, entries());
    }

    @Test
    void does_nothing_before_it_is_due() {
        settle();
        world.write("UPDATE auth.signing_key SET signs_from = clock_timestamp()");
        long before = seq();
        rotation.whenDue().await().atMost(PATIENCE);
        assertEquals(before, seq());
    }

    @Test
    void of_many_who_rotate_at_once_one_does() {
        due();
        List<Uni<Optional<SigningKeys.Rotated>>> replicas = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replicas.add(pool.withTransaction(keys::rotate));
        }
        var rotated = Uni.join().all(replicas).andFailFast().await().atMost(PATIENCE);
        assertEquals(1, rotated.stream().filter(Optional::isPresent).count());
        world.write(
                "DELETE FROM auth.signing_key WHERE kid = ?",
                rotated.stream().flatMap(Optional::stream).findFirst().orElseThrow().key().kid());
    }

    @Test
    void forgets_keys_that_have_verified_nothing_for_long() {
        world.write(
                """
                INSERT INTO auth.signing_key
                  (kid, algorithm, public_jwk, private_sealed, predecessor, signs_from, retired_at)
                VALUES ('sig_old', 'ES256', '{}', '', 'older', '2020-01-01', '2020-02-01')
                """);
        rotation.whenDue().await().atMost(PATIENCE);
        assertEquals(0L, world.read("SELECT count(*) FROM auth.signing_key WHERE kid = 'sig_old'"));
    }

    private void due() {
        settle();
        world.write("UPDATE auth.signing_key SET signs_from = signs_from - interval '31 days'");
    }

    private long entries() {
        return ((Number)
                        world.read(
                                """
                                SELECT count(*) FROM audit.index JOIN audit.log USING (log_id)
                                WHERE workspace_id = 'system' AND act = 'signing_key.rotate'
                                """))
                .longValue();
    }

    private String newestKid() {
        return String.valueOf(
                world.read("SELECT kid FROM auth.signing_key ORDER BY signs_from DESC LIMIT 1"));
    }

    /// As if the lead time were over: the row and what replicas know of it.
    private void takeOver(String kid) {
        world.write(
                """
                WITH now AS (UPDATE auth.signing_key SET signs_from = clock_timestamp() WHERE kid = ?
                  RETURNING *)
                SELECT feed.append('signing_key', '*', json_build_object('key', json_build_object(
                  'kid', kid, 'algorithm', algorithm, 'publicJwk', public_jwk,
                  'signsFrom', signs_from, 'retiredAt', null))::text) FROM now
                """,
                kid);
        world.settle();
    }
}
