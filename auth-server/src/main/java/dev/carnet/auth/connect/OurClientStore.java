package dev.carnet.auth.connect;

import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;

/// The table `auth.upstream_client`: what we are called at an issuer, for one workspace. Whoever
/// claims the row registers; of two replicas one does.
@Singleton
final class OurClientStore {

    private final Pool pool;
    private final Sealer sealer;

    OurClientStore(Pool pool, ServiceKeyset keyset) {
        this.pool = pool;
        this.sealer = keyset.sealer();
    }

    /// The client, unless there is none or its secret has run out.
    Uni<Optional<OurClient>> find(String workspace, String issuer, Instant now) {
        return pool.preparedQuery(
                        """
                        SELECT client_id, secret, method FROM auth.upstream_client
                        WHERE workspace_id = $1 AND issuer = $2 AND client_id IS NOT NULL
                          AND (secret_expires_at IS NULL OR secret_expires_at > $3)
                        """)
                .execute(Tuple.of(workspace, issuer, Columns.time(now)))
                .map(rows -> Columns.first(rows, row -> client(row, place(workspace, issuer))));
    }

    /// Takes it upon the caller to register, unless somebody else is about to.
    Uni<Boolean> claim(String workspace, String issuer, Instant now, Instant until) {
        return pool.preparedQuery(
                        """
                        INSERT INTO auth.upstream_client AS known
                          (workspace_id, upstream_client_id, issuer, given, claimed_until, created_at)
                        VALUES ($1, $5, $2, false, $4, $3)
                        ON CONFLICT (workspace_id, issuer) DO UPDATE
                          SET claimed_until = excluded.claimed_until, created_at = excluded.created_at
                        WHERE NOT known.given
                          AND (known.claimed_until IS NULL OR known.claimed_until < $3)
                          AND (known.client_id IS NULL OR known.secret_expires_at <= $3)
                        RETURNING true
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                issuer,
                                Columns.time(now),
                                Columns.time(until),
                                Ids.fresh("ucl")))
                .map(rows -> rows.size() == 1);
    }

    /// Keeps what the caller's claim came to.
    Uni<Void> keep(
            String workspace,
            String issuer,
            OurClient client,
            Optional<Instant> secretUntil,
            Instant claim) {
        return pool.preparedQuery(
                        """
                        UPDATE auth.upstream_client SET client_id = $3, secret = $4, method = $5,
                          secret_expires_at = $6, claimed_until = NULL
                        WHERE workspace_id = $1 AND issuer = $2 AND claimed_until = $7
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(issuer)
                                .addString(client.id())
                                .addValue(sealed(client, workspace, issuer).orElse(null))
                                .addString(client.method())
                                .addValue(secretUntil.map(Columns::time).orElse(null))
                                .addOffsetDateTime(Columns.time(claim)))
                .replaceWithVoid();
    }

    /// Lets somebody else try.
    Uni<Void> release(String workspace, String issuer, Instant claim) {
        return pool.preparedQuery(
                        """
                        DELETE FROM auth.upstream_client
                        WHERE workspace_id = $1 AND issuer = $2 AND claimed_until = $3 AND NOT given
                        """)
                .execute(Tuple.of(workspace, issuer, Columns.time(claim)))
                .replaceWithVoid();
    }

    /// Forgets a registration that the issuer no longer knows. What an admin gave stays.
    Uni<Void> forget(String workspace, String issuer, String client) {
        return pool.preparedQuery(
                        """
                        DELETE FROM auth.upstream_client
                        WHERE workspace_id = $1 AND issuer = $2 AND client_id = $3 AND NOT given
                        """)
                .execute(Tuple.of(workspace, issuer, client))
                .replaceWithVoid();
    }

    /// The secret, sealed for its issuer.
    Optional<Buffer> sealed(OurClient client, String workspace, String issuer) {
        String place = place(workspace, issuer);
        return client.secret()
                .map(secret -> sealer.seal(secret.getBytes(StandardCharsets.UTF_8), place))
                .map(sealed -> Buffer.buffer(sealed));
    }

    private OurClient client(Row row, String place) {
        return new OurClient(
                row.getString("client_id"),
                Optional.ofNullable(row.get(Buffer.class, "secret"))
                        .map(secret -> opened(secret, place)),
                row.getString("method"));
    }

    private String opened(Buffer sealed, String place) {
        try {
            return new String(sealer.open(sealed.getBytes(), place), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException("a secret was sealed with another keyset", foreign);
        }
    }

    private static String place(String workspace, String issuer) {
        return "upstream_client/" + workspace + "/" + issuer;
    }
}
