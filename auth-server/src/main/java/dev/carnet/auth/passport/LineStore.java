package dev.carnet.auth.passport;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;

/// The table `auth.passport_line`: a row for each place in a tree of passports, whatever it is
/// renewed into. Only what agents report and what people decide about it moves a row.
final class LineStore {

    /// The first passport of a line.
    ///
    /// @param life of each it is renewed into
    Uni<Void> begin(SqlConnection transaction, TokenClaims claims, Duration life) {
        Mandate mandate = claims.mandate();
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, parent, agent_id, owner_id,
                            passport_session, mode, life_seconds, interval_seconds, began_at, seen_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
                        """)
                .execute(
                        Tuple.of(claims.workspace(), claims.jti())
                                .addValue(mandate.parent().orElse(null))
                                .addString(claims.subject())
                                .addString(claims.owner().orElseThrow())
                                .addString(claims.session().orElseThrow())
                                .addString(mandate.mode().wire())
                                .addInteger((int) life.toSeconds())
                                .addValue(
                                        mandate.interval()
                                                .map(interval -> (int) interval.toSeconds())
                                                .orElse(null))
                                .addOffsetDateTime(Columns.time(claims.issuedAt())))
                .replaceWithVoid();
    }
}
