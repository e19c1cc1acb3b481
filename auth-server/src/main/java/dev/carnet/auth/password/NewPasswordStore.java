package dev.carnet.auth.password;

import dev.carnet.auth.person.Person;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/// Replaces `password_hash` in `auth.person`.
@Singleton
final class NewPasswordStore {

    /// Replaces the password the person was seen with, unless it was replaced meanwhile. Codes that
    /// wait to be redeemed are gone with it: whoever is redeeming one finds it spent. So is every
    /// sign-in that waits for its second step.
    Uni<Boolean> replace(SqlConnection transaction, Person seen, String hash) {
        return transaction
                .preparedQuery(
                        """
                        WITH codes AS (
                            DELETE FROM auth.code WHERE person_id = $1 AND spent_at IS NULL),
                        halves AS (DELETE FROM auth.half_sign_in WHERE person_id = $1)
                        UPDATE auth.person SET password_hash = $3
                        WHERE person_id = $1 AND password_hash = $2 AND disabled_at IS NULL
                        """)
                .execute(Tuple.of(seen.id(), seen.passwordHash(), hash))
                .map(rows -> rows.rowCount() == 1);
    }
}
